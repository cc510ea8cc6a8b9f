namespace ModelOps;

/// <summary>How the weights of an exported GGUF file are stored. Vectors, and the table of positions, are F32 in every case.</summary>
public enum Quantization
{
    /// <summary>32-bit floats: the weights as they were trained.</summary>
    F32,
    /// <summary>16-bit floats.</summary>
    F16,
    /// <summary>8-bit whole numbers with a 16-bit scale for each 32 of them; F16 where a row is no multiple of 32.</summary>
    Q8_0,
}
