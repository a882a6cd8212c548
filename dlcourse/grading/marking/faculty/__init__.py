"""A faculty: the same work on many machines. dask.distributed carries it, and decides nothing."""
