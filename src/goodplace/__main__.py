"""`python -m goodplace` is `goodplace`."""

from goodplace.cli import main

if __name__ == "__main__":
    main()
