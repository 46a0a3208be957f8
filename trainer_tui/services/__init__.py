"""The verbs that the screens and the command line call; stores come in as ports."""
