using System.Text.Json;

namespace ModelOps.Host.Tests;

/// <summary>A home with one dataset and one trained model, which a class of tests looks at.</summary>
public sealed class TrainedHome : IDisposable
{
    public TrainedHome()
    {
        Import = Program.Run("import-dataset", Program.File("points.csv", SmallData.Points()), "--name", "points", "--label-column", "kind",
            "--json").Expect(0);
        Train = Program.Run("train", Program.File("points.yaml", SmallData.Profile), "--dataset", "points", "--set", "epochs=3", "--json")
            .Expect(0);
        Session = Train.Json.GetProperty("sessionId").GetString()!;
        Model = Train.Json.GetProperty("modelId").GetString()!;
    }

    public ModelOpsProgram Program { get; } = new();
    public ProgramResult Import { get; }
    public ProgramResult Train { get; }
    public string Session { get; }
    public string Model { get; }

    public JsonElement Json(params string[] arguments) => Program.Run([.. arguments, "--json"]).Expect(0).Json;

    public void Dispose() => Program.Dispose();
}
