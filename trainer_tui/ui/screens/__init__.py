"""One module a screen; screens post requests and never import each other."""
