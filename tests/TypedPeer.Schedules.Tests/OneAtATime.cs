// The pool of the process belongs to one virtual world at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
