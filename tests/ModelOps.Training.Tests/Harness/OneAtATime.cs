// libtorch has one random generator for the whole process: tests that draw from it side by side would take each other's numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
