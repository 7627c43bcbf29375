"""What changes the town: verbs with an actor."""
