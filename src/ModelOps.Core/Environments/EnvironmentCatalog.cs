using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core;

/// <summary>The environments that ModelOps has.</summary>
public static class EnvironmentCatalog
{
    private static readonly Dictionary<string, (EnvironmentDescription About, Func<SimulatedEnvironment> Create)> Known = new(StringComparer.Ordinal)
    {
        [Acrobot.About.Name] = (Acrobot.About, () => new Acrobot()),
        [CartPole.About.Name] = (CartPole.About, () => new CartPole()),
        [MountainCar.About.Name] = (MountainCar.About, () => new MountainCar()),
    };

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>What an environment is; NotFound ("EnvironmentNotFound") with the nearest names.</summary>
    public static EnvironmentDescription Describe(string name) => Find(name).About;

    /// <summary>An environment that waits for its first reset; NotFound ("EnvironmentNotFound") with the nearest names.</summary>
    public static SimulatedEnvironment Create(string name) => Find(name).Create();

    /// <summary>
    /// What takes a dataset's place where an agent is trained: the shape of an observation, one class an action, and an id that stands for
    /// the dynamics. It has no samples and no folder.
    /// </summary>
    public static Dataset AsDataset(string name)
    {
        var about = Describe(name);
        var identity = string.Create(CultureInfo.InvariantCulture, $"environment\n{about.Name}\n{about.Version}");
        return new Dataset
        {
            Name = about.Name,
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity))),
            Format = "environment",
            Samples = 0,
            Shape = [about.Observations.Count],
            Columns = about.Observations,
            Classes = about.Actions,
            Task = Dataset.Play,
            SizeBytes = 0,
            Created = DateTime.UnixEpoch,
            Path = "",
        };
    }

    private static (EnvironmentDescription About, Func<SimulatedEnvironment> Create) Find(string name) =>
        Known.TryGetValue(name, out var found) ? found : throw Error.NotFound("EnvironmentNotFound", name, Names);
}
