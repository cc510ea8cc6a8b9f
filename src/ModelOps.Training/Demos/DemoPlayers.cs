using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>Makes the players that need libtorch.</summary>
public static class DemoPlayers
{
    /// <summary>The player of a model that is no agent.</summary>
    public static IDemoPlayer Create(DemoSource source) =>
        source.Configuration.Task == Dataset.Language ? new TextPlayer(source) : new SamplePlayer(source);
}
