"""Once more when somebody else was quicker, but not for ever."""

from collections.abc import Callable

import pytest

from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode


def attempts(changed: int) -> tuple[Callable[[], int], list[int]]:
    """An attempt that is overtaken so many times, and the list of its tries."""
    tries: list[int] = []

    def attempt() -> int:
        tries.append(len(tries) + 1)
        if len(tries) <= changed:
            raise Changed
        return len(tries)

    return attempt, tries


def never(seconds: float) -> None:
    pytest.fail(f"it paused for {seconds} seconds")


def test_what_works_at_once_is_not_paused_for() -> None:
    attempt, tries = attempts(0)

    assert retry_when_changed(attempt, pause=never) == 1
    assert tries == [1]


@pytest.mark.parametrize("changed", range(8))
def test_what_was_overtaken_is_tried_again_up_to_eight_times(changed: int) -> None:
    attempt, tries = attempts(changed)
    pauses: list[float] = []

    assert retry_when_changed(attempt, pause=pauses.append) == changed + 1
    assert len(tries) == changed + 1
    assert len(pauses) == changed


@pytest.mark.parametrize("most", [1, 2, 8])
def test_what_is_overtaken_every_time_is_busy(most: int) -> None:
    attempt, tries = attempts(100)
    pauses: list[float] = []

    with pytest.raises(DomainError) as caught:
        retry_when_changed(attempt, tries=most, pause=pauses.append)

    assert (caught.value.code, caught.value.retry_after) == (ErrorCode.BUSY, 1)
    assert len(tries) == most
    # Nobody waits for a try that does not come.
    assert len(pauses) == most - 1


def test_pauses_are_random_and_bounded() -> None:
    rounds: list[list[float]] = []
    for _ in range(100):
        pauses: list[float] = []
        with pytest.raises(DomainError):
            retry_when_changed(attempts(100)[0], pause=pauses.append)
        rounds.append(pauses)

    for number, waits in enumerate(zip(*rounds, strict=True), start=1):
        assert all(0 <= wait <= 0.01 * 2**number for wait in waits)
        assert len(set(waits)) > 50
    # A Lambda has ten seconds.
    assert max(map(sum, rounds)) < 2.6


@pytest.mark.parametrize("fault", [DomainError(ErrorCode.NOT_FOUND), ValueError("x"), KeyboardInterrupt()], ids=repr)
def test_any_other_end_is_the_end(fault: BaseException) -> None:
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise fault

    with pytest.raises(type(fault)) as caught:
        retry_when_changed(attempt, pause=never)

    assert caught.value is fault
    assert tries == [1]
