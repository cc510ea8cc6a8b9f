namespace ModelOps.Training.Tests;

/// <summary>Stands for a process that dies: nothing of the run is carried out after it is thrown.</summary>
public sealed class Cut() : Exception("The run was cut off.");
