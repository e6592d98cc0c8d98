"""What stands on a figure's axes, for tests of figures."""


def bars(axes):
    return [patch for patch in axes.patches if hasattr(patch, "get_height")]


def texts(fig):
    found = [text for axes in fig.axes for text in axes.texts if text.get_text()]
    scales = [axis for axes in fig.axes if axes.axison for axis in (axes.xaxis, axes.yaxis)]
    ticks = [tick for axis in scales for tick in (*ticks_shown(axis), axis.label)]
    titles = [title for axes in fig.axes for title in (axes.title, axes._left_title)]
    keys = [*fig.legends, *filter(None, (axes.get_legend() for axes in fig.axes))]
    return [*found, *ticks, *titles, *(text for key in keys for text in key.get_texts()), *fig.texts]


def ticks_shown(axis):
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]


def words(fig):
    return " | ".join(text.get_text().replace("\n", " ") for text in texts(fig))


def ends_of_rows(axes):
    """Right end of the furthest bar of each row, top row first."""
    rows = sorted({round(bar.get_y(), 6) for bar in bars(axes)}, reverse=True)
    return [max(bar.get_x() + bar.get_width() for bar in bars(axes) if round(bar.get_y(), 6) == row) for row in rows]


def row_names(axes):
    """Names at the left, top row first."""
    return [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]


def box_texts(fig):
    """Of each box its words, title and text."""
    fig.draw_without_rendering()
    frames = [patch.get_window_extent() for patch in fig.axes[0].patches if patch.get_width() > 0.5]
    found = []
    for frame in frames:
        inside = [t for t in fig.axes[0].texts if frame.contains(*_middle(t.get_window_extent()))]
        found.append((frame, inside))
    return found


def _middle(box):
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
