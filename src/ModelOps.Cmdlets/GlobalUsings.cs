// In a cmdlet the name SessionState means the shell's.
global using TrainingState = ModelOps.SessionState;
