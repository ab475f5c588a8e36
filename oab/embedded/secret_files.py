"""Files with a secret that an installation makes for itself, for its owner alone."""

import os
from pathlib import Path


def keep_the_first(file: Path, secret: str) -> None:
    """Write a secret; of two processes that found none, the first one to link wins."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w") as written:
        written.write(secret)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
