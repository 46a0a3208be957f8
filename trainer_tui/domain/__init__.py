"""What things are and what is true of them: pure, standard library only."""
