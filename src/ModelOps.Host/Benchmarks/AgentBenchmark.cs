using System.Diagnostics;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Training;

namespace ModelOps.Host.Benchmarks;

/// <summary>One agent's training.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Seconds">From the command to the finished model, the worker's start included.</param>
/// <param name="Steps">Environment steps taken.</param>
/// <param name="Return">Mean return of the finished model over the episodes.</param>
/// <param name="SolvedAt">Return at which the environment counts as solved.</param>
internal sealed record AgentBenchmarkRow(string Profile, long Seed, double Seconds, long Steps, double Return, double SolvedAt)
{
    public bool Solved => Return >= SolvedAt;
}

/// <summary>
/// Trains agents by their profiles with several seeds, as a user would, in a home of its own, and has each play episodes afterwards.
/// </summary>
internal static class AgentBenchmark
{
    private const int Episodes = 100;

    public static async Task<IReadOnlyList<AgentBenchmarkRow>> RunAsync(
        IReadOnlyList<string> profiles, int seeds, Action<AgentBenchmarkRow> report, CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("modelops-bench-").FullName;
        try
        {
            using var workspace = Workspace.Open(home);
            var rows = new List<AgentBenchmarkRow>();
            foreach (var profile in profiles)
            {
                for (long seed = 0; seed < seeds; seed++)
                {
                    rows.Add(await TrainAsync(workspace, profile, seed, cancellation));
                    report(rows[^1]);
                }
            }
            return rows;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<AgentBenchmarkRow> TrainAsync(Workspace workspace, string profile, long seed, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var overrides = new Dictionary<string, string> { ["seed"] = seed.ToString(CultureInfo.InvariantCulture) };
        var session = workspace.Trainings.Start(new TrainingRequest { Profile = profile, Overrides = overrides });
        try
        {
            await foreach (var update in workspace.Trainings.WatchAsync(session.Id, cancellation: cancellation))
                session = update.Session;
        }
        catch (OperationCanceledException)
        {
            await workspace.Trainings.StopAsync(session.Id, force: true, CancellationToken.None);
            throw;
        }
        double seconds = clock.Elapsed.TotalSeconds;
        if (session.State != SessionState.Completed)
            throw Error.Of(ErrorKind.Unavailable, "BenchmarkTrainingFailed", profile, session.State, session.Error);
        var result = Evaluation.Run(workspace, new EvaluationRequest { Model = session.ModelId, Episodes = Episodes });
        if (result.Return is not { } mean)
            throw Error.Of(ErrorKind.InvalidInput, "BenchmarkNeedsAgent", profile);
        return new AgentBenchmarkRow(profile, seed, seconds, session.Step, mean, EnvironmentCatalog.Describe(result.Dataset).SolvedAt);
    }
}
