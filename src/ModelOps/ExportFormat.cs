namespace ModelOps;

/// <summary>What a model can be exported to.</summary>
public enum ExportFormat
{
    /// <summary>
    /// Everything of the model in one zip, which Import-Model takes back: of a trained model what slots hold, of others their files.
    /// </summary>
    Zip,
    /// <summary>
    /// One safetensors file with PyTorch's parameter names; of a model from elsewhere its own file, or a folder of its files.
    /// </summary>
    SafeTensors,
    /// <summary>One ONNX file of a trained model: the network as a graph, with its weights.</summary>
    Onnx,
    /// <summary>One GGUF file of a trained language model; of a GGUF model its own file, or a folder of its parts.</summary>
    Gguf,
}
