"""What the steps of a case ask, with only lawful answers to choose from. They clean; the actions decide."""
