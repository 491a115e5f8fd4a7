"""What a Gather makes of keys and of silence."""

from __future__ import annotations

import pytest
from small_line import SmallLine, go, menu, play

from ivr.errors import PhoneError
from ivr.phone import LINE_ENDED, Call

CAPTIONS = {"hello-3.wav": "Hello.", "one-2.wav": "For one,  press 1.", "zero-4.wav": "For a person, press 0."}


def happened(call: Call) -> list[tuple[float, str, str]]:
    """Return the transcript as (time, event, whichever of its fields tells most)."""
    return [(round(e.at, 2), e.event, e.key or e.recording or e.number or e.text) for e in call.transcript]


def test_a_call_rests_where_the_line_begins_to_listen(line: SmallLine) -> None:
    """What is played outside a Gather is heard in full; nested prompts still lie ahead."""
    call = line.phone().ring()
    assert happened(call) == [(0, "play", "hello-3.wav")]
    assert call.listening is not None
    assert (call.listening.begin, call.listening.wait_begins, call.listening.ends) == (3.25, 9.25, 19.25)
    assert [prompt.recording for prompt in call.listening.prompts] == ["one-2.wav", "zero-4.wav"]


def test_a_key_falls_as_the_wait_begins_and_is_posted_at_once(line: SmallLine) -> None:
    """With numDigits reached, the Gather ends without waiting for its timeout; the keys are posted to its action."""
    call = line.phone().ring()
    call.press("1")
    assert happened(call)[1:] == [
        (3.25, "play", "one-2.wav"),
        (5.25, "play", "zero-4.wav"),
        (9.25, "key", "1"),
        (9.5, "play", "chosen-1.wav"),
    ]
    address, form = line.asked[-2]
    assert address == "/pressed"
    assert (form["Digits"], form["FinishedOnKey"], form["msg"]) == ("1", "", "Gather End")


def test_the_first_key_stops_the_sound(line: SmallLine) -> None:
    """Keys count from the start of the nested prompts; what would have been said after the key is never said."""
    call = line.phone().ring()
    call.press("1", into=1.5)
    assert happened(call)[1:3] == [(3.25, "play", "one-2.wav"), (4.75, "key", "1")]


def test_what_was_told_has_its_true_end_also_where_a_key_stopped_it(line: SmallLine) -> None:
    """A prompt that a key stopped was not heard in full; what had not begun was not heard at all."""
    call = line.phone().ring()
    call.press("1", into=1.5)
    assert [(told.prompt.recording, told.prompt.begin, told.until, told.in_full) for told in call.told[:3]] == [
        ("hello-3.wav", 0, 3, True),
        ("one-2.wav", 3.25, 4.75, False),
        ("chosen-1.wav", 5.0, 6.0, True),
    ]


def test_waiting_into_the_prompts_tells_no_more_than_has_begun(line: SmallLine) -> None:
    """A caller who listens hears one prompt after the other, and nothing ahead of its time."""
    call = line.phone().ring()
    call.wait(into=2.5)
    assert call.now == 5.75
    assert [told.prompt.recording for told in call.told] == ["hello-3.wav", "one-2.wav", "zero-4.wav"]
    assert call.told[-1].until == 9.25


def test_silence_goes_on_after_the_gather(line: SmallLine) -> None:
    """Nothing pressed: nothing is posted, and the document goes on after the Gather once the timeout is over."""
    call = line.phone().ring()
    call.stay_silent()
    assert happened(call)[-2:] == [(19.25, "silence", ""), (19.5, "play", "slower-2.wav")]
    assert [address for address, _ in line.asked] == ["/call", "/menu", "/silence", "/menu"]


def test_the_timeout_begins_again_after_each_digit(line: SmallLine) -> None:
    """Of two digits asked for, one alone is posted once the timeout has passed after it."""
    line.documents["call"] = menu("", 'numDigits="2" timeout="4"') + go("silence")
    call = line.phone().ring()
    call.press("5", after=3)
    assert call.now == 3
    call.stay_silent()
    assert line.asked[1][1]["Digits"] == "5"
    assert happened(call)[0] == (3, "key", "5")
    assert happened(call)[1] == (7.25, "play", "chosen-1.wav")


def test_two_digits_are_posted_together(line: SmallLine) -> None:
    """A Gather collects until numDigits is reached."""
    line.documents["call"] = menu(play("one-2"), 'numDigits="2"') + go("silence")
    call = line.phone().ring()
    call.press("5")
    call.press("6")
    assert line.asked[1][1]["Digits"] == "56"


def test_the_finish_key_ends_the_entry_and_is_left_out(line: SmallLine) -> None:
    """By default # ends what is entered, is no digit itself, and is named in FinishedOnKey."""
    line.documents["call"] = menu("", 'numDigits="4"') + go("silence")
    call = line.phone().ring()
    call.press("5")
    call.press("#")
    assert (line.asked[1][1]["Digits"], line.asked[1][1]["FinishedOnKey"]) == ("5", "#")


def test_the_finish_key_pressed_first_posts_nothing(line: SmallLine) -> None:
    """With the default finishOnKey, a lone # is never told to the line: the document goes on."""
    line.documents["call"] = menu("", 'numDigits="1"') + go("silence")
    call = line.phone().ring()
    call.press("#")
    assert line.asked[1][0] == "/silence"
    assert not any(event.event == "silence" for event in call.transcript)


def test_without_a_finish_key_hash_is_a_key_like_any_other(line: SmallLine) -> None:
    """An empty finishOnKey leaves no key that ends the entry."""
    call = line.phone().ring()
    call.press("#")
    assert line.asked[2][1]["Digits"] == "#"


def test_a_key_later_than_the_timeout_falls_where_the_line_is_by_then(line: SmallLine) -> None:
    """Time runs on through silence; 12 s after the wait began, the slower repeat is over and the menu is being said."""
    call = line.phone().ring()
    call.press("1", after=14)
    assert [event for _, event, _ in happened(call)] == [*["play"] * 3, "silence", "play", "play", "key", "play"]
    assert happened(call)[-2] == (23.25, "key", "1")


def test_a_key_while_the_line_does_not_listen_waits_for_the_next_gather(line: SmallLine) -> None:
    """Keys pressed before a Gather begins are missed, so the caller strikes again as soon as it does."""
    call = line.phone().ring()
    call.press("1", after=11)
    assert happened(call)[-4:-1] == [(19.5, "play", "slower-2.wav"), (21.75, "play", "one-2.wav"), (21.75, "key", "1")]


def test_a_bounce_between_two_gathers_is_lost(line: SmallLine) -> None:
    """What is pressed between two Gathers is taken as lost: the line never hears of it."""
    call = line.phone().ring()
    call.press("1")
    assert not call.bounce(0.3)
    assert len(line.asked) == 4


def test_a_bounce_into_the_next_gather_is_heard(line: SmallLine) -> None:
    """A Gather takes keys from its first moment, also one that was meant for the Gather before."""
    call = line.phone().ring()
    call.press("1")
    assert call.bounce(2.0)
    assert [event.at for event in call.transcript if event.event == "key"] == [9.25, 11.25]


def test_a_call_ends_with_its_document(line: SmallLine) -> None:
    """When nothing follows, the call ends."""
    line.documents["pressed"] = play("bye-2")
    call = line.phone().ring()
    call.press("1")
    assert call.ended
    assert happened(call)[-1] == (11.5, "end", LINE_ENDED)
    with pytest.raises(PhoneError, match="has ended"):
        call.press("1")


def test_hangup_ends_the_call_whatever_follows(line: SmallLine) -> None:
    """After a Hangup the document is over."""
    line.documents["call"] = f"<Hangup/>{play('never-1')}"
    assert happened(line.phone().ring()) == [(0, "end", LINE_ENDED)]


def test_what_follows_a_redirect_is_never_reached(line: SmallLine) -> None:
    """A Redirect hands over for good."""
    line.documents["call"] = go("menu") + play("never-1")
    call = line.phone().ring()
    assert call.address == "https://line.example/menu"
    assert "never-1.wav" not in line.fetched


def test_the_caller_hangs_up_after_hearing_the_prompts(line: SmallLine) -> None:
    """Hanging up is told to nobody here: status callbacks are no part of a call's turns."""
    call = line.phone().ring()
    call.hang_up()
    call.hang_up()
    assert happened(call)[-1] == (9.25, "end", "the caller hung up")
    assert len(line.asked) == 2


def test_what_was_just_said_is_heard(line: SmallLine) -> None:
    """A caller can ask what was said since the last key or silence, prompts still being said included."""
    call = line.phone(captions=CAPTIONS).ring()
    assert call.heard("for one, PRESS 1")
    assert call.said == "Hello. For one,  press 1. For a person, press 0."
    call.press("1")
    assert not call.heard("Hello")
    assert call.heard("press 0")


def test_unknown_keys_are_no_keys(line: SmallLine) -> None:
    """A telephone has twelve keys."""
    call = line.phone().ring()
    with pytest.raises(PhoneError, match="'12' is not a key"):
        call.press("12")


def test_a_text_is_spoken_at_150_words_a_minute(line: SmallLine) -> None:
    """How long the platform's voice takes is known only to it; the estimate is 0.4 s a word."""
    line.documents["call"] = "<Say>one two three four five</Say>" + go("menu")
    call = line.phone().ring()
    assert call.now == pytest.approx(2.25)
    assert call.transcript[0].text == "one two three four five"


def test_prompts_are_repeated_as_often_as_asked(line: SmallLine) -> None:
    """Play and Say take a loop."""
    line.documents["call"] = f'<Play loop="3">https://line.example/audio/tone-2.wav</Play>{go("menu")}'
    call = line.phone().ring()
    assert [event.at for event in call.transcript] == [0, 2, 4]


def test_the_rest_of_a_recording_is_another_one_as_long_as_it_lasts_with_the_same_caption(line: SmallLine) -> None:
    """An address with a query is another address to the platform: fetched, kept and timed by itself."""
    rest = play("one-20").replace(".wav", ".wav?from=12.50")
    line.documents["menu"] = menu(play("one-20") + rest) + go("silence")
    phone = line.phone(captions={"one-20.wav": "One."})
    call = phone.ring()
    assert call.listening is not None
    first, then = call.listening.prompts
    assert (first.end - first.begin, then.end - then.begin) == (20.0, 7.5)
    assert (first.text, first.recording) == (then.text, then.recording) == ("One.", "one-20.wav")
    assert line.fetched[1:] == ["one-20.wav", "one-20.wav?from=12.50"]
    assert [found.seconds for url in (first.url, then.url) if (found := phone.recording(url))] == [20.0, 7.5]


def test_of_a_recording_and_its_rest_the_one_last_played_has_the_name(line: SmallLine) -> None:
    rest = play("one-20").replace(".wav", ".wav?from=12.50")
    line.documents["call"] = play("one-20") + rest + play("one-20") + menu(play("zero-4")) + go("silence")
    line.documents["pressed"] = rest + menu(play("zero-4")) + go("silence")
    phone = line.phone()
    lengths = []
    call = phone.ring()
    for _ in range(2):
        found = phone.recording("one-20.wav")
        lengths.append(found.seconds if found else None)
        call.press("1")
    assert lengths == [20.0, 7.5]
    assert line.fetched.count("one-20.wav") == line.fetched.count("one-20.wav?from=12.50") == 1


def test_speech_is_posted_without_digits(line: SmallLine) -> None:
    """A Gather for speech posts SpeechResult, Confidence and Language; sound nobody recognised is an empty result."""
    line.documents["call"] = menu("", 'input="dtmf speech" language="en-GB" speechTimeout="2"') + go("silence")
    call = line.phone().ring()
    call.speak("help")
    form = line.asked[1][1]
    assert (form["SpeechResult"], form["Language"], "Digits" in form) == ("help", "en-GB", False)


def test_speech_means_nothing_to_a_gather_for_keys(line: SmallLine) -> None:
    """By default a Gather takes keys alone, and goes on listening for them."""
    call = line.phone().ring()
    call.speak("help", into=1)
    call.press("1")
    assert [event.event for event in call.transcript][-6:] == ["play", "play", "speech", "play", "key", "play"]


def test_keys_mean_nothing_to_a_gather_for_speech(line: SmallLine) -> None:
    """A Gather with input="speech" takes no keys."""
    line.documents["call"] = menu("", 'input="speech"') + go("silence")
    call = line.phone().ring()
    call.press("1")
    call.stay_silent()
    assert [address for address, _ in line.asked][1] == "/silence"


def test_silence_can_be_reported_where_portability_does_not_matter(line: SmallLine) -> None:
    """With actionOnEmptyResult the platform posts silence to the action, with empty Digits."""
    line.documents["call"] = menu("", 'actionOnEmptyResult="true"') + go("silence")
    line.phone(portable=False).ring().stay_silent()
    assert line.asked[1][1]["Digits"] == ""


def test_a_gather_without_an_action_posts_to_its_own_document(line: SmallLine) -> None:
    """The action defaults to the address of the document at hand, its query included."""
    line.documents["call"] = go("menu?place=3")
    line.documents["menu"] = '<Gather method="POST" numDigits="1"/>' + go("silence")
    call = line.phone().ring()
    call.press("1")
    assert [address for address, _ in line.asked] == ["/call", "/menu?place=3", "/menu?place=3"]
