namespace ModelOps;

/// <summary>What a model can be exported to.</summary>
public enum ExportFormat
{
    /// <summary>model.safetensors, config.json and profile.yaml in one zip; what slots hold.</summary>
    Zip,
    /// <summary>One safetensors file with PyTorch's parameter names.</summary>
    SafeTensors,
}
