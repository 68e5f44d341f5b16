"""Programs that ./dev starts: to their end and quietly, in its own place, or until the user stops them."""
import fcntl
import os
import re
import signal
import subprocess
from contextlib import contextmanager

from .places import DISK_FULL, Failure, cache, say

TAIL = 12
PATIENCE = 30
_held = []


# === RUNNING === #

def run(command, *, told=None, watch=None, text=None, **options):
    """Run a program quietly to its end.

    :param list command: program and arguments
    :param str told: the sentence to fail with; the last lines of the output are its details
    :param watch: a function that is given each line of output as it comes
    :param str text: what the program reads on its standard input
    :return: its output
    :rtype: str
    :raise Failure: if it ends with another code than 0
    """
    command = [str(part) for part in command]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE if text else subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", **options,
        )
    except FileNotFoundError as error:
        raise Failure(f"{command[0]} is missing: install it and start again.") from error
    output = _read(process, text, watch)
    if process.returncode:
        tail = "\n".join(output.strip().splitlines()[-TAIL:])
        raise Failure(cause(output) or told or f"“{' '.join(command[:3])}” failed.", tail)
    return output


def attend(process):
    """Wait until a server that the user sees ends by itself or is told to.

    :return: its exit code; 0 if it was stopped
    """
    try:
        return process.wait()
    except KeyboardInterrupt:
        end(process)
        return 0


def become(command, *, cwd, env):
    """Let a program take our place: its signals and its exit code are then its own."""
    command = [str(part) for part in command]
    os.chdir(cwd)
    os.execvpe(command[0], command, env)  # noqa: S606  no shell is wanted


def end(process):
    """Ask a process to stop, and make it stop if it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cause(output):
    """Return the sentence for a cause that any program may meet, or None."""
    return DISK_FULL if re.search("No space left on device|Disk quota exceeded", output) else None


def milestones(pattern, unit, total=0):
    """Return a watcher that tells how far a program is, a quarter at a time.

    :param str pattern: of the lines that count; its two groups, if any, are the number and the total
    """
    told = seen = 0

    def watch(line):
        nonlocal told, seen
        found = re.search(pattern, line)
        if not found:
            return
        seen, whole = map(int, found.groups()) if found.groups() else (seen + 1, total)
        if whole and seen * 4 // whole > told:
            told = seen * 4 // whole
            print(f"    {seen} of {whole} {unit}", flush=True)

    return watch


def _read(process, text, watch):
    """Return all that a process says; it does not outlive us if we are interrupted."""
    lines = []
    try:
        if text:
            process.stdin.write(text)
            process.stdin.close()
        for line in process.stdout:
            lines.append(line)
            if watch:
                watch(line)
        process.wait()
    except BaseException:
        end(process)
        raise
    return "".join(lines)


# === ONE AT A TIME === #

def hold(name, told):
    """Take a lock that ends with this process, or with the program that takes its place.

    :raise Failure: with the sentence ``told``, in which ``{who}`` is the process that holds it
    """
    file = _open(name)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Failure(told.format(who=_owner(file))) from error
    _sign(file)
    os.set_inheritable(file.fileno(), True)
    _held.append(file)
    return file


def is_free(name):
    """Tell whether nobody holds a lock."""
    try:
        hold(name, "").close()
    except Failure:
        return False
    return True


@contextmanager
def building():
    """Build something shared: who comes second waits, and then finds it built."""
    with _open("building") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another ./dev ({_owner(file)}), which is building")
            fcntl.flock(file, fcntl.LOCK_EX)
        _sign(file)
        yield


def answer_signals():
    """Let a request to end do what Ctrl-C does: what we started is stopped too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _open(name):
    return (cache() / f"{name}.lock").open("a+")


def _sign(file):
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()


def _owner(file):
    file.seek(0)
    return f"process {file.read() or 'unknown'}"
