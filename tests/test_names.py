"""Names of organisations: what is taken as one, what is only proposed, and what a person decided."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import data, schema
from refanalysis.data.names import fold, is_placeholder, read_decisions, register_for, resolve, write_proposals
from refanalysis.data.names.folding import cleaned, initials, name_and_acronym
from refanalysis.data.names.likeness import likeness
from refanalysis.data.names.proposing import MOST, THRESHOLD
from refanalysis.schema import DataError

PAIRS = Path(__file__).parent / "references" / "names" / "pairs.csv"
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def packaged():
    return register_for()


def register(*rows):
    frame = pd.DataFrame(rows, columns=["actor", "name", "acronym", "aliases"])
    return frame.assign(kind="ingo", scope="global")


def decisions(*rows):
    return pd.DataFrame(
        [(a, b, key, 1.0, "by hand", word) for a, b, key, word in rows],
        columns=["written", "candidate", "key", "score", "evidence", "decision"],
    )


def taken(*cells, **more):
    return resolve(pd.Series(list(cells), dtype="str"), **more)


def organisations(found):
    return found.taken["organisation"].to_dict()


def how(found):
    return found.names.set_index("written")["how"].to_dict()


def proposed(found):
    return {(row.written, row.candidate) for row in found.proposals.itertuples()}


KNOWN = register(
    ("wfp", "World Food Programme", "WFP", "PAM; Programme alimentaire mondial"),
    ("nca", "Norwegian Church Aid", "NCA", ""),
    ("regulator", "National Communication Authority", "NCA", ""),
    ("lwf", "Lutheran World Federation", "LWF", ""),
)


# what is the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HelpAge", "Helpage "),
        ("MSF - H", "MSF-H"),
        ("UN Women", "UNWOMEN"),
        ("Imagine1day", "Imagine 1Day"),
        ("Solidarités", "SOLIDARITES"),
        ("Save the Children", "Save Children"),
        ("Relief & Reconciliation", "Relief and Reconciliation"),
        ("Mercy Corps", f"Mercy{NBSP}Corps"),
        ("SOS Villages d’Enfants", "SOS Villages d'Enfants"),
        ("Kirkens Nødhjelp", "Kirkens Nodhjelp"),
    ],
)
def test_spellings_that_differ_in_nothing_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACT Alliance/FCA", "ACT Alliance/NCA"),
        ("Acme", "Acme Ltd"),
        ("Tearfund", "Tearfund Foundation"),
        ("LWF Chad", "LWF"),
        ("DRC", "DRA"),
    ],
)
def test_spellings_that_may_be_two_bodies_fold_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcé Ü-", min_size=1))
def test_case_and_blanks_never_matter(text):
    assert fold(f" {text.upper()}{NBSP} ") == fold(text)


def test_every_form_of_a_known_name_is_taken_as_its_entry():
    found = taken("World Food Programme", "world food  programme", "WFP", "wfp ", "PAM", register=KNOWN)
    assert set(found.taken["key"]) == {"wfp"}
    assert set(found.taken["kind"]) == {"ingo"}
    assert set(found.taken["scope"]) == {"global"}
    assert how(found) == {
        "World Food Programme": "exact",
        "world food  programme": "folded",
        "WFP": "acronym",
        "wfp ": "acronym",
        "PAM": "alias",
    }


def test_the_label_is_the_most_frequent_spelling_and_the_first_met_among_equals():
    found = taken("PAM", "WFP", "WFP", "World Food Programme", register=KNOWN)
    assert set(found.taken["organisation"]) == {"WFP"}
    assert set(taken("Helpage", "HelpAge").taken["organisation"]) == {"Helpage"}


def test_rows_are_counted_by_spelling_and_empty_cells_are_passed_over():
    found = taken("NRC", "NRC", "", " ", "Nrc", None)
    assert found.names.set_index("written")["rows"].to_dict() == {"NRC": 2, "Nrc": 1}


def test_without_a_register_spellings_of_the_file_are_one_when_they_fold_alike():
    found = taken("HelpAge", "HelpAge", "HelpAge ", "Helpage")
    assert organisations(found) == {"HelpAge": "HelpAge", "HelpAge ": "HelpAge", "Helpage": "HelpAge"}
    assert how(found) == {"HelpAge": "new", "HelpAge ": "folded", "Helpage": "folded"}
    assert set(found.taken["key"]) == {""}
    assert set(found.taken["kind"]) == {"unknown"}


def test_cells_that_name_nobody_are_placeholders_and_never_merged_or_proposed():
    found = taken("Multiple donors", "TBD", "-", "Other", "Multiple donors ")
    assert set(how(found).values()) == {"placeholder"}
    assert organisations(found)["Multiple donors "] == "Multiple donors"
    assert found.proposals.empty
    assert not is_placeholder("Ministry of Health")


# acronyms


def test_an_ambiguous_acronym_is_never_taken_but_proposed():
    found = taken("NCA", register=KNOWN)
    assert found.taken.loc["NCA", "key"] == ""
    assert set(found.proposals["key"]) == {"nca", "regulator"}
    assert "2 organisations have it" in " ".join(found.proposals["evidence"])


def test_an_acronym_that_is_another_entrys_alias_is_ambiguous():
    two = register(("one", "Alight", "", "ARC"), ("two", "African Rescue Committee", "ARC", ""))
    found = taken("ARC", register=two)
    assert found.taken.loc["ARC", "key"] == ""
    assert set(found.proposals["key"]) == {"one", "two"}


@pytest.mark.parametrize("cell", ["Norwegian Church Aid (NCA)", "NCA - Norwegian Church Aid", "NCA (Norwegian Church Aid)"])
def test_name_and_acronym_in_one_cell_agree_on_one_entry(cell):
    found = taken(cell, register=KNOWN)
    assert found.taken.loc[cell, "key"] == "nca"
    assert how(found)[cell] == "acronym"


def test_name_and_acronym_that_disagree_are_not_taken():
    found = taken("Lutheran World Federation (NCA)", register=KNOWN)
    assert found.taken["key"].tolist() == [""]


def test_a_file_that_spells_out_an_acronym_by_its_first_letters_merges_all_three_forms():
    long = "Fayyaa Integrated Development Organization"
    found = taken("FIDO", "FIDO", f"FIDO ({long})", long)
    assert set(found.taken["organisation"]) == {"FIDO"}
    assert how(found)[long] == how(found)[f"FIDO ({long})"] == "acronym"


def test_an_acronym_spelled_out_in_two_ways_belongs_to_neither():
    found = taken("RWB", "Regional Water Bureau (RWB)", "Rural Works Board (RWB)")
    assert found.taken["organisation"].nunique() == 3


def test_an_acronym_beside_a_name_whose_letters_do_not_agree_is_only_proposed():
    found = taken("Concern Worldwide (CWW)", "Concern Worldwide")
    assert found.taken["organisation"].nunique() == 2
    assert proposed(found) == {("Concern Worldwide (CWW)", "Concern Worldwide")}


def test_an_acronym_column_counts_with_first_letters_and_never_alone():
    cells = pd.Series(["Action Against Hunger", "AAH", "Imagine1day", "I1D"])
    acronyms = pd.Series(["AAH", "", "I1D", ""])
    found = resolve(cells, acronyms=acronyms)
    assert organisations(found)["AAH"] == "Action Against Hunger"
    assert organisations(found)["I1D"] == "I1D"
    assert proposed(found) == {("Imagine1day", "I1D")}


def test_an_acronym_column_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"acronyms: found 1 cells; accepted: 2, one for each name"):
        resolve(pd.Series(["A", "B"]), acronyms=pd.Series(["a"]))


def test_two_languages_of_one_organisation_in_one_cell_are_it():
    assert taken("PAM / WFP", register=KNOWN).taken["key"].tolist() == ["wfp"]
    assert taken("LWF/WFP", register=KNOWN).taken["key"].tolist() == [""]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Concern Worldwide (CWW)", ("Concern Worldwide", "CWW")),
        ("WHO (World Health Organization)", ("World Health Organization", "WHO")),
        ("ABAAD - Resource Centre", ("Resource Centre", "ABAAD")),
        ("HEKS/EPER", None),
        ("ECC-SDCO", None),
        ("Food for the Hungry", None),
    ],
)
def test_name_and_acronym_are_told_apart(text, parts):
    assert name_and_acronym(text) == parts


def test_first_letters_are_read_with_and_without_small_words():
    assert initials("Organization for Welfare and Development in Action") == {"owda", "ofwadia"}
    assert initials("Oxfam") == frozenset()


# what is different


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACT Alliance/FCA", "ACT Alliance/NCA"),
        ("GREDO", "KARDO"),
        ("African Development Bank", "Asian Development Bank"),
        ("Action Against Hunger UK", "Action Against Hunger USA"),
        ("ACT Alliance/LWF", "LWF"),
        ("DRC", "DRA"),
        ("SP", "SI"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_the_dangerous_pairs_stay_two(packaged, one, other, known):
    found = taken(one, other, register=packaged if known else None)
    assert found.taken["organisation"].tolist() == [one, other]
    assert proposed(found) == set()


@settings(max_examples=10)
@given(st.lists(st.sampled_from(["Word Vision", "World Vision", "LWF Chad", "LWF", "Oxfam GB", "Oxfam"]), min_size=1))
def test_likeness_never_merges(cells):
    found = resolve(pd.Series(cells))
    assert found.taken["organisation"].nunique() == len(set(cells))


def test_a_country_office_is_proposed_with_its_reason():
    found = taken("LWF Chad", register=KNOWN)
    row = found.proposals.iloc[0]
    assert (row["written"], row["candidate"], row["key"]) == ("LWF Chad", "Lutheran World Federation", "lwf")
    assert row["evidence"] == "same name with a country added: Chad"
    assert found.taken["key"].tolist() == [""]


def test_labelled_pairs_of_real_names_are_found_and_few_others():
    pairs = pd.read_csv(PAIRS)
    scores = pd.Series([likeness(a, b)[0] for a, b in zip(pairs["written"], pairs["candidate"], strict=True)])
    same = pairs["same"] == "yes"
    assert (scores[same] >= THRESHOLD).sum() == 33
    assert same.sum() == 36
    assert (scores[~same] >= THRESHOLD).sum() == 1
    assert (~same).sum() == 42


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Word Vision", "World Vision", "one letter differs: word, world"),
        ("Germany - Federal Foreign Office", "Federal Foreign Office Germany", "same words in another order"),
        ("Acme Relief", "Acme Relief Ltd", "legal form added: ltd"),
        ("Tearfund", "Tearfund UK", "same name with a country added: UK"),
        ("Islamic Relief", "Islamic Relief Worldwide", "a general word added: worldwide"),
        ("ACT Alliance/FCA", "ACT Alliance/NCA", "alike in the rest; last part differs: fca, nca"),
        ("African Development Bank", "Asian Development Bank", "alike in the rest; a word differs: african, asian"),
        ("USIAD", "USAID", "two letters swapped: usiad, usaid"),
        ("DRC", "DRA", "another short form: drc, dra"),
        ("Relief UK", "Relief USA", "another country: uk, usa"),
    ],
)
def test_evidence_is_in_words(one, other, told):
    assert likeness(one, other)[1] == told


@given(st.text(alphabet="abc de", max_size=12), st.text(alphabet="abc de", max_size=12))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    score = likeness(one, other)[0]
    assert 0 <= score <= 1
    assert score == likeness(other, one)[0]


def test_proposals_are_few_for_each_name_and_best_first():
    many = register(
        *[(f"c{n}", f"Caritas {country}", "", "") for n, country in enumerate(("Kenya", "Chad", "Mali", "Peru", "Togo"))]
    )
    found = taken("Caritas", register=many).proposals
    assert len(found) == MOST
    assert found["score"].is_monotonic_decreasing


def test_without_fuzzy_only_what_letters_do_not_decide_is_proposed():
    found = taken("Word Vision", "World Vision", "LWF Chad", "LWF", fuzzy=False)
    assert proposed(found) == {("LWF Chad", "LWF")}


# decisions


def test_names_decided_to_be_the_same_are_one_and_so_are_those_joined_through_them():
    found = taken("Alpha", "Beta", "Gamma", decisions=decisions(("Alpha", "Beta", "", "same"), ("Beta", "Gamma", "", "same")))
    assert found.taken["organisation"].nunique() == 1
    assert how(found)["Beta"] == "decision"


def test_a_decision_gives_a_name_its_entry_and_beats_the_register():
    found = taken(
        "NCA",
        "WFP",
        register=KNOWN,
        decisions=decisions(("NCA", "Norwegian Church Aid", "nca", "same"), ("WFP", "LWF", "lwf", "same")),
    )
    assert found.taken["key"].to_dict() == {"NCA": "nca", "WFP": "lwf"}
    assert found.proposals.empty


def test_a_decision_that_two_names_differ_suppresses_the_proposal():
    apart = decisions(("Word Vision", "World Vision", "", "different"))
    assert proposed(taken("Word Vision", "World Vision")) != set()
    assert proposed(taken("Word Vision", "World Vision", decisions=apart)) == set()


def test_a_decision_that_two_names_differ_beats_every_rule():
    apart = decisions(("PAM", "World Food Programme", "wfp", "different"), ("HELP", "Help", "", "different"))
    found = taken("PAM", "WFP", "HELP", "Help", register=KNOWN, decisions=apart)
    assert found.taken["key"].to_dict() == {"PAM": "", "WFP": "wfp", "HELP": "", "Help": ""}
    assert organisations(found)["HELP"] != organisations(found)["Help"]
    assert proposed(found) == set()


def test_a_decision_may_name_an_entry_by_its_name_instead_of_its_key():
    apart = decisions(("PAM", "World Food Programme", "", "different"), ("Luther", "lutheran world federation", "", "same"))
    found = taken("PAM", "Luther", register=KNOWN, decisions=apart)
    assert found.taken["key"].to_dict() == {"PAM": "", "Luther": "lwf"}
    assert proposed(found) == set()


def test_decisions_that_contradict_one_another_are_refused_with_both_names():
    chain = decisions(("A1x", "B1x", "", "same"), ("B1x", "C1x", "", "same"), ("C1x", "A1x", "", "different"))
    with pytest.raises(
        DataError, match=r"'B1x' and 'C1x' cannot be the same: 'C1x' and 'A1x', which they would join, are decided"
    ):
        taken("A1x", decisions=chain)
    both = decisions(("A1x", "B1x", "", "same"), ("B1x ", "A1x", "", "different"))
    with pytest.raises(
        DataError, match=r"row 3: found 'B1x ' and 'A1x' decided both ways, 'same' in row 2 and 'different' here"
    ):
        taken("A1x", decisions=both)
    own = decisions(("A1x", "A1x ", "", "same"))
    with pytest.raises(DataError, match="found 'A1x' decided about itself; accepted: two names"):
        taken("A1x", decisions=own)
    keys = decisions(("A1x", "WFP", "wfp", "same"), ("A1x", "LWF", "lwf", "same"))
    with pytest.raises(DataError, match=r"'WFP' and 'LWF', which they would join, are two organisations of the register"):
        taken("A1x", register=KNOWN, decisions=keys)


def test_open_proposals_are_no_decisions_and_unknown_names_are_noted():
    rows = decisions(("Alpha", "Beta", "", ""), ("Nobody", "WFP", "", "same"), ("Alpha", "Nowhere", "", "same"))
    found = taken("Alpha", "Beta", register=KNOWN, decisions=rows)
    assert found.taken["organisation"].nunique() == 2
    assert "decisions on names: 'Nobody' is not in this file" in found.notes
    assert "decisions on names: 'Nowhere' is neither in this file nor in the register" in found.notes


@pytest.mark.parametrize("name", ["names.csv", "names.xlsx"])
def test_proposals_are_written_decided_read_back_and_applied(tmp_path, name):
    first = taken("Word Vision", "World Vision", "LWF Chad", register=KNOWN)
    path = write_proposals(tmp_path / name, first.proposals)
    rows = read_decisions(path)
    pd.testing.assert_frame_equal(rows, first.proposals)
    rows["decision"] = rows["candidate"].map({"World Vision": "same", "Word Vision": "same"}).fillna("different")
    write_proposals(tmp_path / f"decided_{name}", rows)
    second = taken(
        "Word Vision", "World Vision", "LWF Chad", register=KNOWN, decisions=read_decisions(tmp_path / f"decided_{name}")
    )
    assert second.taken["organisation"].nunique() == 2
    assert second.proposals.empty


def test_writing_again_keeps_what_was_decided(tmp_path):
    path = tmp_path / "names.csv"
    found = taken("Word Vision", "World Vision", "LWF Chad", "LWF")
    write_proposals(path, found.proposals.assign(decision=["different", ""]))
    write_proposals(path, found.proposals)
    assert sorted(read_decisions(path)["decision"]) == ["", "different"]


def test_a_name_that_begins_with_an_equals_sign_stays_a_name(tmp_path):
    rows = decisions(("=1+1", "Two", "", "same"))
    assert read_decisions(write_proposals(tmp_path / "names.xlsx", rows))["written"].tolist() == ["=1+1"]


def test_a_row_written_by_hand_needs_two_names_and_a_word(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("written,candidate,decision\nAlpha,Beta,Same\n", encoding="utf-8")
    assert read_decisions(path).loc[0, ["key", "score", "decision"]].tolist() == ["", 1.0, "same"]


def test_a_file_of_decisions_with_other_words_says_which_row_and_what_is_accepted(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("written,candidate,decision\nAlpha,Beta,perhaps\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"names.csv, row 2, column decision: found 'perhaps'; accepted: same, different"):
        read_decisions(path)
    with pytest.raises(DataError, match="the file is missing"):
        read_decisions(tmp_path / "absent.csv")
    with pytest.raises(ValueError, match=r"accepted: a name that ends in .csv or .xlsx"):
        write_proposals(tmp_path / "names.txt", decisions())


# registers


def test_the_packaged_register_and_the_actors_of_an_operation_serve_as_registers(packaged):
    actors = data.operation("uganda").actors
    assert taken("OPM", "Nobody Here", register=actors).taken["key"].tolist() == ["opm", ""]
    assert taken("UNHCR", register=packaged).taken.loc["UNHCR", ["key", "kind", "scope"]].tolist() == [
        "unhcr",
        "un_agency",
        "global",
    ]


@pytest.mark.parametrize("name", ["uganda", "chad", "bangladesh"])
def test_an_operations_own_organisations_stand_on_top_of_the_packaged_list(name, packaged):
    actors = data.operation(name).actors
    joined = register_for(actors)
    assert set(actors["actor"]) <= set(joined["actor"])
    own = joined.set_index("actor").loc[actors["actor"]].reset_index()
    for column in ("name", "kind", "scope", "power", "interest", "position"):
        assert own[column].tolist() == actors[column].tolist()
    assert len(joined) > len(packaged)
    forms = taken(*actors["name"], register=joined)
    assert forms.taken["key"].tolist() == actors["actor"].tolist()


def test_own_entries_keep_packaged_names_as_aliases_and_take_acronyms_over():
    own = register(
        ("the_un", "UN Refugee Agency", "", ""),
        ("airtel_here", "Airtel Nowhere", "Airtel", ""),
        ("brac", "Bright Recyclers", "BR", ""),
    )
    found = register_for(own).set_index("actor")
    assert "unhcr" not in found.index
    assert "HCR" in found.loc["the_un", "aliases"].split("; ")
    assert found.loc["airtel", "acronym"] == ""
    assert "Airtel stands for Airtel Nowhere here" in found.loc["airtel", "note"]
    assert found.loc["brac", "note"] == "the packaged list has brac for BRAC, which is left out"


def test_an_acronym_of_one_country_gives_way_to_a_worldwide_one_unless_the_country_is_named():
    everywhere, there = register_for(), register_for(countries=["SSD"])
    assert taken("NCA", register=everywhere).taken["key"].tolist() == ["norwegian_church_aid"]
    assert taken("NCA", register=there).taken["key"].tolist() == [""]
    assert "ucc" not in set(there["actor"])


def test_a_register_that_cannot_be_used_says_why():
    with pytest.raises(DataError, match=r"column actor or organisation, kind is missing; accepted: actor, name"):
        taken("A", register=pd.DataFrame({"name": ["A"], "scope": ["global"]}))
    twice = register(("a", "Alpha", "", ""), ("a", "Beta", "", ""))
    with pytest.raises(DataError, match=r"entry 2: found key 'a' again, first in entry 1; accepted: once"):
        taken("A", register=twice)


# the packaged list


def test_each_name_and_alias_of_the_packaged_list_stands_once():
    rows = data.table("organisations")
    owners = {}
    for row in rows.itertuples():
        for form in {fold(row.name), *(fold(alias) for alias in row.aliases.split(";") if alias.strip())}:
            owners.setdefault(form, []).append(row.organisation)
    assert {form: keys for form, keys in owners.items() if len(keys) > 1} == {}
    borrowed = {
        row.organisation: row.acronym
        for row in rows.itertuples()
        if owners.get(fold(row.acronym), [row.organisation]) != [row.organisation]
    }
    assert borrowed == {}


def test_packaged_organisations_of_one_country_name_it_and_others_do_not():
    rows = data.table("organisations")
    assert ((rows["iso3"] != "") == rows["scope"].isin(["national", "local"])).all()
    assert (rows.loc[rows["kind"].isin(["host_government", "line_ministry", "regulator", "nngo"]), "iso3"] != "").all()
    assert len(rows) >= 250


def test_every_packaged_name_is_taken_as_its_own_entry(packaged):
    found = taken(*packaged["name"], register=packaged)
    assert found.taken.loc[packaged["name"], "key"].tolist() == packaged["actor"].tolist()


# properties


@settings(max_examples=10)
@given(
    st.lists(st.sampled_from(["WFP", "wfp", "PAM", "Oxfam", " Oxfam", "Save the Children", "SAVE CHILDREN", "NCA"]), min_size=1)
)
def test_every_cell_is_accounted_for_and_merging_keeps_keys_apart(cells):
    found = resolve(pd.Series(cells), KNOWN)
    assert found.names["rows"].sum() == len(cells)
    assert set(found.taken.index) == set(cells)
    assert (found.taken.groupby("organisation")["key"].nunique() == 1).all()
    assert set(found.taken["organisation"]) <= {cleaned(cell) for cell in cells}
    schema.check(found.names, "import_names")
    schema.check(found.proposals, "name_proposals")


def test_no_names_give_empty_tables():
    found = taken("", register=KNOWN)
    assert found.names.empty
    assert found.proposals.empty
    assert found.taken.empty


def test_decisions_saved_with_semicolons_and_decimal_commas_are_read_back(tmp_path):
    path = tmp_path / "proposals.csv"
    path.write_text("written;candidate;key;score;evidence;decision\nHelp Age;HelpAge;;0,95;one blank;same\n", encoding="utf-8")
    read = read_decisions(path)
    assert read[["written", "candidate", "score", "decision"]].values.tolist() == [["Help Age", "HelpAge", 0.95, "same"]]
