"""The loader, given content with one thing wrong at a time: every problem is told with its file, its key and a remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.content import load_line
from ivr.content.loader import LINES
from ivr.dialogue.walk import every_prompt
from ivr.errors import ContentError

PART = "This is a plain sentence of some ten words for you. " * 3
LONG_PART = "We say a few more plain words here, so that it lasts. " * 9
TWENTY_ONE = "one two three four five six seven eight nine ten one two three four five six seven eight nine ten one"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the line that is shipped, to be spoilt."""
    return Path(shutil.copytree(LINES / "uk", tmp_path / "mine"))


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{file} has no {old!r} to spoil"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def add(file: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as out:
            out.write(text)

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


STRESS = "topics/stress.md"
SECOND_SOURCE = '\n[[sources]]\nid = "dystonia-uk-mental-health"\ntitle = "Another"\npublisher = "Somebody"\n'
FIRST = "Stress is the feeling that your day, or your head, is too full."
FEELINGS = 'feelings = ["topic/common-conditions", "topic/stress", "topic/stigma"]'


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (remove("words.toml"), "words.toml: cannot be read"),
        (add("line.toml", "\nnot toml"), "line.toml: cannot be read"),
        (add("line.toml", '\ncolour = "blue"\n'), "line.toml: helplines.4.colour: Extra inputs are not permitted"),
        (replace("words.toml", 'no_hurry = "There is no hurry."\n', ""), "words.toml: greeting.no_hurry: Field required"),
        (replace("words.toml", '"There is no hurry."', '""'), "words.toml: greeting.no_hurry: String should have at least 1"),
        (replace("line.toml", '"+44116123"', '"116123"'), "line.toml: helplines.0.dials.0: String should match"),
        (replace("line.toml", '"+44116123"', '"+353112"'), "line.toml: helplines.0.dials: Value error, an emergency number"),
        (replace("line.toml", "Europe/London", "Europe/Londres"), "line.toml: helplines.0.zone: Value error, no time zone"),
        (replace("line.toml", "GB-ENG", "XX"), "line.toml: helplines.1.holidays: Value error, no bank holidays"),
        (replace("line.toml", "opens = 09:00:00", "opens = 19:00:00"), "opens must come before closes"),
        (replace("line.toml", 'hours = "always"', 'hours = "unknown"'), "line.toml: helplines.samaritans: 0 leads here"),
        (replace("line.toml", '["+44116123"]', "[]"), "line.toml: helplines.samaritans: 0 leads here"),
        (replace("line.toml", 'crisis = "samaritans"', 'crisis = "nobody"'), "line.toml: crisis: no helpline has the id"),
        (replace("line.toml", 'id = "mind"', 'id = "nhs"'), "line.toml: helplines: the id 'nhs' is given to two"),
        (replace("line.toml", 'main = "main"', 'main = "first"'), "line.toml: main: no menu is called 'first'"),
        (replace("line.toml", '"topic/stress"', '"topic/rest"'), "line.toml: menus.feelings: there is no topics/rest.md"),
        (replace("line.toml", '"topic/stress", ', ""), "topics/stress.md: id: no menu leads here"),
        (replace("line.toml", '"menu/feelings", ', ""), "line.toml: menus.feelings: no menu leads here from the first"),
        (replace("line.toml", '"topic/stigma"]', '"topic/medicines"]'), "'topic/medicines' stands in two places"),
        (replace("line.toml", '"topic/stigma"]', '"menu/main"]'), "'main', cannot be a choice of another"),
        (replace("words.toml", 'feelings = "Feelings and conditions."\n', ""), "words.toml: menus.feelings: missing"),
        (replace("words.toml", 'offer = "The Samaritans', 'hours = "Samaritans'), "words.toml: helplines.samaritans.offer: 0 leads"),
        (replace("words.toml", 'hours = "They are open', 'offer = "They are open'), "words.toml: helplines.mind.hours: missing"),
        (replace("words.toml", "[helplines.shout]", "[helplines.shouts]"), "words.toml: helplines.shout: missing"),
        (replace(STRESS, "id: stress", "id: strain"), "topics/stress.md: id: is 'strain', but must be the file's name"),
        (replace(STRESS, "title: Stress\n", ""), "topics/stress.md: title: Field required"),
        (replace(STRESS, "written: 2026-11-22", "written: some day"), "topics/stress.md: written: Input should be a valid date"),
        (replace(STRESS, "---\n", ""), "topics/stress.md: must begin with its id, title, sources"),
        (replace(STRESS, FIRST, "Your day, or your *head*, is too full."), "part 1: '*' cannot be said"),
        (replace(STRESS, "title: Stress", "title: [Stress"), "topics/stress.md: cannot be read"),
        (replace("words.toml", 'keyed = "{title} … press {key}."', 'keyed = "{titel} … press {key}."'), "words.toml: choices.keyed: Value error, must hold {title} and {key}"),
        (replace("words.toml", 'keyed = "{title} … press {key}."', 'keyed = "{title … press {key}."'), "words.toml: choices.keyed: Value error, its braces do not match"),
        (replace("words.toml", 'keyed = "{title} … press {key}."', 'keyed = "Press {key} for {title}."'), "words.toml: choices.keyed: Value error, must say {title}, then …, then the key"),
        (replace("words.toml", '"{minutes}, in {parts}."', '"{minutes}, in {part}."'), "words.toml: topic.length: Value error, must hold {minutes} and {parts}"),
        (replace("words.toml", 'minutes = ["One minute", "A minute and a half", "Two minutes", "Two and a half minutes"]', "minutes = []"), "words.toml: topic.minutes: Tuple should have at least 1 item"),
        (replace("words.toml", 'alone = "{title} … press any key at all."', 'alone = "Press any key."'), "words.toml: choices.alone: Value error, must hold {title}"),
        (replace("words.toml", "phone 999", "phone the ambulance"), "words.toml: greeting.danger: must name 999"),
        (replace("words.toml", 'at_once = "The Samaritans', 'hours = "Samaritans'), "words.toml: helplines.samaritans.at_once: 0 twice"),
        (replace("line.toml", '"topic/how-they-are-linked", "helplines"]', '"helplines", "helplines"]'), "line.toml: menus.living: 'helplines' stands in it twice"),
        (replace("line.toml", '"topic/the-keys", "topic/about-this-line"]', '"topic/the-keys"]\nmore = ["menu/more", "topic/about-this-line"]'), "line.toml: menus.more: no menu leads here from the first"),
        (replace("words.toml", '"topic/stigma" =', '"topic/sigma" ='), "words.toml: voice.also.topic/sigma: nothing on this line is called that"),
        (replace("words.toml", '"menu/living" =', '"menu/life" ='), "words.toml: voice.also.menu/life: nothing on this line is called that"),
        (replace("words.toml", '"offer/nhs" =', '"offer/nobody" ='), "words.toml: voice.also.offer/nobody: nothing on this line is called that"),
        (replace("words.toml", '"helplines" =', '"greeting" ='), "words.toml: voice.also.greeting.[key]: String should match"),
        (replace("words.toml", 'again = ["again"', 'sing = ["again"'), "words.toml: voice.commands.sing: Extra inputs are not permitted"),
        (replace("words.toml", 'again = ["again"', 'again = ["…", "again"'), "words.toml: voice.commands.again.0: String should match"),
        (replace("line.toml", 'disclaimer = "about-this-line"', 'disclaimer = "small-print"'), "line.toml: disclaimer: there is no topics/small-print.md; name the topic"),
        (replace("line.toml", 'id = "dystonia-uk-mental-health"', 'id = "dystonia-uk"'), "topics/stress.md: sources: no source is called 'dystonia-uk-mental-health'; add it in line.toml"),
        (add("line.toml", SECOND_SOURCE), "line.toml: sources: the id 'dystonia-uk-mental-health' is given to two sources"),
        (replace("line.toml", 'link = "https://', 'link = "javascript:'), "line.toml: sources.0.link: String should match"),
        (replace(STRESS, "sources: [", "sources: [] #"), "topics/stress.md: sources: Tuple should have at least 1 item"),
        (remove("site.toml"), "site.toml: cannot be read"),
        (replace("site.toml", 'ring = "Phone the line"\n', ""), "site.toml: home.ring: Field required"),
        (add("site.toml", '\n[more]\ntitle = "More"\n'), "site.toml: more: Extra inputs are not permitted"),
        (replace("site.toml", '"Phone the line"', '"Phone 116 123"'), "site.toml: home.ring: holds the number 116 123"),
        (replace("site.toml", '"Phone the line"', '"Phone, you mentally ill"'), "site.toml: home.ring: 'mentally ill' is not said"),
        # Rule 1: at most four choices.
        (
            replace("line.toml", FEELINGS, FEELINGS[:-1] + ', "topic/medicines", "topic/talking-therapies"]'),
            "line.toml: menus: 'topic/medicines' stands in two places",
        ),
        (
            replace("line.toml", '"topic/the-keys", "topic/about-this-line"]', '"topic/the-keys", "topic/about-this-line", "topic/stigma", "topic/stress", "topic/common-conditions"]\nmore = []'),
            "line.toml: menus.more: no menu leads here",
        ),
        # Rule 8: the crisis line in the first 5 s, the greeting in 15.
        (replace("words.toml", 'person = "To', 'person = "Welcome to Steadyline, the line for people with dystonia. To'), "greeting.person: takes"),
        (replace("words.toml", '"There is no hurry."', f'"{LONG_PART[:200]}."'), "words.toml: greeting: takes"),
        (replace("words.toml", "press 0.", "press it."), "words.toml: greeting.person: must say that 0"),
        (replace("words.toml", "free, star goes back.", "free, by day and by night, and star takes you back again."), "samaritans.offer: takes"),
        # Rule 26: plain sentences.
        (replace(STRESS, FIRST, f"{TWENTY_ONE.capitalize()}."), "topics/stress.md: part 1: a sentence of 21 words"),
        (replace(STRESS, FIRST, "Internationalisation characteristically necessitates extraordinarily incomprehensible organisational responsibilities."), "topics/stress.md: part 1: reads as for age"),
        # Rule 27: parts of 15 to 40 s, topics of 60 to 150 s.
        (add(STRESS, "\nToo short.\n"), "topics/stress.md: part 6: takes 0.8 s to say; make it 15 to 40 s"),
        (add(STRESS, f"\n{LONG_PART}\n"), "topics/stress.md: part 6: has 9 sentences; at most 3"),
        (add(STRESS, f"\n{PART}\n" * 4), "topics/stress.md: has 9 parts; give 2 to 8"),
        # Rule 34: numbers in the data, never in a sentence.
        (replace(STRESS, FIRST, "Phone 116 123 if your day, or your head, is too full."), "part 1: holds the number 116 123"),
        # Rule 37: safe words.
        (replace(STRESS, FIRST, "He committed suicide on a day that was too full."), 'part 1: \'committed suicide\' is not said on this line: say "died by suicide"'),
        (replace(STRESS, FIRST, "Some mentally ill people have a day that is too full."), "part 1: 'mentally ill' is not said"),
        (replace("words.toml", "Take care. Goodbye.", "Now hang up. Goodbye."), "leaving.goodbye: 'hang up' is not said"),
        (replace("words.toml", "Take care. Goodbye.", "This call is free. Goodbye."), "'This call is free' is not said"),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_told(folder: Path, spoil: Callable[[Path], None], told: str) -> None:
    spoil(folder)
    with pytest.raises(ContentError) as caught:
        load_line(str(folder))
    assert told in str(caught.value)


def test_a_menu_of_five_choices_and_one_too_far_away_are_both_told(folder: Path) -> None:
    replace("line.toml", FEELINGS, 'feelings = ["topic/common-conditions", "menu/deep"]\ndeep = ["menu/deeper"]\n'
            'deeper = ["topic/stress", "topic/stigma", "topic/the-keys", "topic/about-this-line", "topic/body-therapies"]')(folder)  # fmt: skip
    replace("line.toml", 'about = ["topic/the-keys", "topic/about-this-line"]', 'about = ["set/voice"]')(folder)
    replace("line.toml", '"set/any-key", "set/listening", "set/voice"', '"set/any-key", "set/listening"')(folder)
    replace("line.toml", ', "topic/body-therapies"]\neasier', "]\neasier")(folder)
    replace("words.toml", "[menus]\n", '[menus]\ndeep = "Deep."\ndeeper = "Deeper."\n')(folder)
    with pytest.raises(ContentError) as caught:
        load_line(str(folder))
    assert "line.toml: menus.deeper: has 5 choices; give 1 to 4" in str(caught.value)
    assert "line.toml: menus: topic/stress is 4 keys away; at most 3" in str(caught.value)


def test_every_problem_is_told_at_once(folder: Path) -> None:
    replace("line.toml", "Europe/London", "Mars/Olympus")(folder)
    replace("words.toml", 'no_hurry = "There is no hurry."\n', "")(folder)
    replace(STRESS, "title: Stress\n", "")(folder)
    with pytest.raises(ContentError) as caught:
        load_line(str(folder))
    assert [problem.file for problem in caught.value.problems] == ["line.toml", "words.toml", "topics/stress.md"]


def test_an_unfit_sentence_hides_no_greeting_that_is_too_long(folder: Path) -> None:
    replace("words.toml", '"There is no hurry."', f'"{LONG_PART[:200]}."')(folder)
    replace(STRESS, FIRST, "He committed suicide on a day that was too full.")(folder)
    with pytest.raises(ContentError) as caught:
        load_line(str(folder))
    assert "words.toml: greeting: takes" in str(caught.value)
    assert "'committed suicide' is not said" in str(caught.value)


def test_a_missing_word_hides_no_unfit_sentence(folder: Path) -> None:
    replace("words.toml", 'no_hurry = "There is no hurry."\n', "")(folder)
    replace("line.toml", 'crisis = "samaritans"', 'crisis = "nobody"')(folder)
    replace(STRESS, FIRST, f"He committed suicide. {TWENTY_ONE.capitalize()}.")(folder)
    with pytest.raises(ContentError) as caught:
        load_line(str(folder))
    told = str(caught.value)
    assert "words.toml: greeting.no_hurry: Field required" in told
    assert "'committed suicide' is not said" in told
    assert "a sentence of 21 words" in told
    assert "has 4 sentences; at most 3" in told


def test_what_the_line_listens_for_may_be_blunt_and_is_never_said(folder: Path) -> None:
    replace("words.toml", '"want to die"', '"want to die", "I am mentally ill and will kill myself"')(folder)
    line = load_line(str(folder))
    said = set(every_prompt(line))
    assert not said & {*line.words.voice.crisis, *line.words.voice.help}


def test_a_line_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ContentError, match="no such line; lines here: uk"):
        load_line("nowhere")


def test_a_folder_of_ones_own_is_a_line(folder: Path) -> None:
    assert load_line(str(folder)).id == "mine"
