namespace ModelOps.Core;

/// <summary>A unit for sizes.</summary>
/// <param name="Bytes">Bytes in it, a power of 1024.</param>
/// <param name="Name">B, KB, …</param>
internal readonly record struct ByteUnit(double Bytes, string Name)
{
    private static readonly string[] Names = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>The unit in which a size is 1 or more.</summary>
    public static ByteUnit Of(double size)
    {
        int power = 0;
        while (power < Names.Length - 1 && size >= Math.Pow(1024, power + 1))
            power++;
        return new(Math.Pow(1024, power), Names[power]);
    }
}
