"""papermill engine for reports: this interpreter's kernel, a clock on every step, no stalls, stoppable.

Loads papermill and all that it needs; import it only where a notebook is about to run.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from threading import Event
from typing import Any

import papermill
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop, run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG

NAME = "refanalysis"
SLICE = 0.2  # s; nothing waits on the kernel's shell socket for longer without looking again
IOPUB_TIMEOUT = 120  # s
_SOCKET_PATH_LIMIT = 90  # characters of a directory that leave room for a socket's name on Linux and macOS
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_log.propagate = False


class StoppedError(Exception):
    """The run was stopped from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Where and why a notebook failed."""

    step: int
    steps: int
    section: str
    name: str
    message: str
    source: str
    traceback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """An executed notebook, and its failure if it had one."""

    notebook: NotebookNode
    failure: Failure | None


def execute(
    path: Path,
    parameters: Mapping[str, object],
    *,
    workspace: Path,
    step_timeout: float = 600,
    start_timeout: float = 120,
    on_step: Callable[[int, int], None] = lambda done, steps: None,
    stop: Event | None = None,
) -> Execution:
    """The notebook in `path`, executed in a fresh kernel of this interpreter.

    Parameters
    ----------
    parameters
        Values for its parameters cell.
    workspace
        Folder with `data/`; the kernel starts there and reads its data from there.
    step_timeout, start_timeout
        Longest time for one cell and for the kernel's start [s].
    on_step
        Called with the number of cells done and of all cells.
    stop
        When set, the run ends with `StoppedError` within a second.
    """
    kept: list[NotebookNode] = []
    with _loop(), tempfile.TemporaryDirectory(prefix="refanalysis-") as scratch:
        try:
            papermill.execute_notebook(
                str(path).replace("{", "{{").replace("}", "}}"),
                None,
                parameters=dict(parameters),
                engine_name=NAME,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=start_timeout,
                execution_timeout=step_timeout,
                kept=kept,
                scratch=Path(scratch),
                workspace=workspace,
                on_step=on_step,
                stop=stop or Event(),
            )
        except PapermillExecutionError as error:
            nb = _without_markers(kept[0])
            return Execution(notebook=nb, failure=_raised(error, nb))
        except (CellTimeoutError, DeadKernelError, TimeoutError, RuntimeError) as error:
            if not kept:
                raise
            return Execution(notebook=kept[0], failure=_ended(error, kept[0], step_timeout))
    return Execution(notebook=kept[0], failure=None)


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel: ipykernel in the interpreter that runs this, whatever else is registered on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        command = make_ipkernel_cmd(extra_arguments=["--HistoryManager.enabled=False"])
        return KernelSpec(argv=command, display_name="Python", language="python", name=kernel_name)


class _Client(PapermillNotebookClient):
    """Polls in slices, so that nothing waits unseen.

    When nbclient answers an output widget on the shell socket it can swallow the event that announces the reply to the cell
    (nbclient issue 312); without slices that wait has no end.
    """

    def __init__(self, nb_man: Any, *, scratch: Path, stop: Event, **traits: Any) -> None:
        super().__init__(nb_man, **traits)
        self.scratch, self.stop = scratch, stop

    def create_kernel_manager(self) -> AsyncKernelManager:
        self.km = AsyncKernelManager(
            kernel_name=self.kernel_name,
            kernel_spec_manager=_ThisInterpreter(),
            connection_file=str(self.scratch / "kernel.json"),
            **_transport(self.scratch),
        )
        return self.km

    async def async_start_new_kernel_client(self) -> Any:
        client = await NotebookClient.async_start_new_kernel_client(self)
        _poll_in_slices(client.shell_channel, self.stop)
        return client

    async def async_execute_cell(self, *args: Any, **options: Any) -> NotebookNode:
        try:
            return await super().async_execute_cell(*args, **options)
        finally:
            await _settle()

    # papermill calls the synchronous forms, which are bound per class
    start_new_kernel_client = run_sync(async_start_new_kernel_client)
    execute_cell = run_sync(async_execute_cell)


class _Engine(Engine):
    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        kept: list[NotebookNode],
        scratch: Path,
        workspace: Path,
        on_step: Callable[[int, int], None],
        stop: Event,
        start_timeout: float,
        execution_timeout: float,
        **_: Any,
    ) -> None:
        kept.append(nb_man.nb)
        steps = len(nb_man.nb.cells)
        client = _Client(
            nb_man,
            scratch=scratch,
            stop=stop,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            iopub_timeout=IOPUB_TIMEOUT,
            shutdown_kernel="immediate",
            log=_log,
            resources={"metadata": {"path": str(workspace)}},
            on_cell_executed=lambda cell, cell_index, execute_reply: on_step(cell_index + 1, steps),
        )
        client.execute(env=_environment(workspace, scratch))


papermill_engines.register(NAME, _Engine)
logging.getLogger("papermill").setLevel(logging.ERROR)


def _transport(scratch: Path) -> dict[str, str]:
    if os.name == "nt" or len(str(scratch)) > _SOCKET_PATH_LIMIT:
        return {"transport": "tcp"}
    return {"transport": "ipc", "ip": str(scratch / "kernel")}


def _environment(workspace: Path, scratch: Path) -> dict[str, str]:
    """The kernel's environment: its data are the workspace's, and no personal IPython start-up file has a say."""
    profile = scratch / "ipython"
    shutil.rmtree(profile, ignore_errors=True)
    profile.mkdir()
    own = {"REFANALYSIS_WORKSPACE": str(workspace), "IPYTHONDIR": str(profile), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # kernels run side by side
    return {**one_thread, **os.environ, **own}


@contextmanager
def _loop() -> Iterator[None]:
    """The thread's event loop, which jupyter_client opens for itself and leaves open."""
    loop = ensure_event_loop()
    try:
        yield
    finally:
        if not loop.is_running():
            loop.close()
            asyncio.set_event_loop(None)


async def _settle() -> None:
    """End what nbclient leaves running beside a step that failed, timed out or was stopped."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _poll_in_slices(channel: Any, stop: Event) -> None:
    receive = channel.get_msg

    async def get_msg(timeout: float | None = None) -> Any:
        deadline = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            if stop.is_set():
                raise StoppedError
            left = max(deadline - time.monotonic(), 0)
            try:
                return await receive(timeout=min(left, SLICE))
            except Empty:
                if left <= SLICE:
                    raise

    channel.get_msg = get_msg


def _without_markers(nb: NotebookNode) -> NotebookNode:
    """The notebook without the cells papermill adds around an error; the failure page says it better."""
    nb.cells = [cell for cell in nb.cells if ERROR_MARKER_TAG not in cell.metadata.get("tags", [])]
    return nb


def _raised(error: PapermillExecutionError, nb: NotebookNode) -> Failure:
    index = next(i for i, cell in enumerate(nb.cells) if cell.metadata.papermill.get("exception"))
    return _failure(nb, index, error.ename, error.evalue, error.source, "\n".join(error.traceback))


def _ended(error: Exception, nb: NotebookNode, step_timeout: float) -> Failure:
    running = [i for i, cell in enumerate(nb.cells) if cell.metadata.papermill.get("end_time") and "source" in cell]
    index = running[-1] if running else 0
    source = nb.cells[index].source
    if isinstance(error, CellTimeoutError):
        return _failure(nb, index, "Time-out", f"the step was still running after {step_timeout:g} s", source, "")
    if isinstance(error, DeadKernelError):
        return _failure(nb, index, "Kernel died", "the step ended the Python process, perhaps for lack of memory", source, "")
    return _failure(nb, index, type(error).__name__, str(error), source, "")


def _failure(nb: NotebookNode, index: int, name: str, message: str, source: str, traceback: str) -> Failure:
    return Failure(
        step=index + 1,
        steps=len(nb.cells),
        section=_section(nb, index),
        name=name,
        message=_ANSI.sub("", message),
        source=source,
        traceback=_ANSI.sub("", traceback),
    )


def _section(nb: NotebookNode, index: int) -> str:
    """The last heading before a cell."""
    texts = [cell.source for cell in nb.cells[:index] if cell.cell_type == "markdown"]
    headings = [line for text in texts for line in text.splitlines() if re.match(r"#{1,4} ", line)]
    return headings[-1].lstrip("# ").strip() if headings else ""
