"""The screens: the only part of the package that knows Textual."""
