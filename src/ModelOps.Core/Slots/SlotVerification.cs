namespace ModelOps.Core;

/// <summary>Compares a slot's package with what its metadata.json says of it.</summary>
internal static class SlotVerification
{
    /// <summary>Damaged ("SlotDamaged", "PackageInvalid") where the package is not the one that was saved.</summary>
    public static void Check(ModelSlot slot, CancellationToken cancellation = default, Action<long>? hashed = null)
    {
        var package = new FileInfo(Path.Combine(slot.Path, SlotFile.Package));
        if (!package.Exists)
            throw Damaged(slot, $"'{package.FullName}' is missing");
        if (package.Length != slot.SizeBytes)
            throw Damaged(slot, $"'{package.FullName}' has {package.Length} bytes instead of {slot.SizeBytes}");
        if (FileHash.Sha256(package.FullName, hashed ?? (_ => { }), cancellation) is var hash && hash != slot.Sha256)
            throw Damaged(slot, $"'{package.FullName}' has the SHA-256 {hash} instead of {slot.Sha256}");
        ModelPackage.Check(package.FullName);
    }

    private static ModelOpsException Damaged(ModelSlot slot, string reason) =>
        Error.Of(ErrorKind.Damaged, "SlotDamaged", slot.Name, reason);
}
