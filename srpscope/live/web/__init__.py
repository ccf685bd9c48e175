"""The screens in a browser: textual-serve's terminal behind a guard of ours."""
