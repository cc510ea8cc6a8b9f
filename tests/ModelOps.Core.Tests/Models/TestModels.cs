using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core.Tests;

/// <summary>Models for the registry's tests.</summary>
internal static class TestModels
{
    public static string Id(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Ids that begin with the same 8 characters.</summary>
    public static string Colliding(string text, string shortId = "abcdef01") => shortId + Id(text)[shortId.Length..];

    /// <summary>What the column of the short ids is called in a registry of a version.</summary>
    public static string ShortColumn(int version) => version < 6 ? "short_length" : "short_number";

    public static Model Create(
        ModelOpsHome home, string id, string name = "digits", ModelState state = ModelState.Completed, string network = "cnn",
        DateTime? created = null) => new()
    {
        Id = id,
        ShortId = id,
        Name = name,
        Network = network,
        State = state,
        Format = "safetensors",
        Parameters = 421_642,
        SizeBytes = 1_686_568,
        Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.975, ["validation_loss"] = 0.1 },
        DatasetName = "digits",
        ProfileName = "digits-cnn",
        Created = created ?? DateTime.UtcNow,
        Path = home.Model(network, id),
    };

    public static Model Add(Workspace workspace, Model model) => workspace.Registry.Write(c => workspace.ModelTable.Insert(c, model));
}
