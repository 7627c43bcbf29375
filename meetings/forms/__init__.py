"""Forms of meetings and visits. They clean; the actions decide."""
