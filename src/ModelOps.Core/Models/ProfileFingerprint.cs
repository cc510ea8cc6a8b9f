using System.Security.Cryptography;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>Tells whether two profiles ask for the same run.</summary>
public static class ProfileFingerprint
{
    /// <summary>
    /// SHA-256, lower-case hex, of a checked profile without what doesn't touch the weights: name, dataset's name, device, threads, and
    /// how often checkpoints are written and kept; nor the number of epochs (an agent's steps), which a resume may change.
    /// </summary>
    public static string Of(TrainingProfile profile)
    {
        var bare = profile with
        {
            Name = "",
            Data = profile.Data with { Dataset = null },
            Device = "",
            Epochs = 0,
            Agent = profile.Agent is { } agent ? agent with { TotalSteps = 0, StopAt = null } : null,
            Threads = 0,
            Checkpoint = new CheckpointSettings { Best = profile.Checkpoint.Best },
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(bare, ModelJson.Default.TrainingProfile)));
    }
}
