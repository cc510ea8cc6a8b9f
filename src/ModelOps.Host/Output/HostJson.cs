using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOps.Core;
using ModelOps.Host.Benchmarks;
using ModelOps.Host.Commands;
using ModelOps.Host.Quickstart;
using ModelOps.Training;

namespace ModelOps.Host.Output;

/// <summary>An enumeration in JSON: completed, validationLoss.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

internal static class JsonText
{
    public static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}

/// <summary>What `train` and `resume` print.</summary>
/// <param name="Metrics">The kept model's metrics where the training completed, else the latest.</param>
internal sealed record TrainingResult(
    string SessionId, string ModelId, SessionState State, IReadOnlyDictionary<string, double> Metrics,
    long Step, long TotalSteps, int Epoch, int TotalEpochs, string? Error);

/// <summary>What a removal prints.</summary>
internal sealed record Removal(string Removed);

/// <summary>The JSON that `--json` prints, generated at compile time: no reflection at start-up. Not-a-number is "NaN".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(CamelCaseEnumConverter<ModelState>), typeof(CamelCaseEnumConverter<SessionState>),
        typeof(CamelCaseEnumConverter<ChartAxis>), typeof(CamelCaseEnumConverter<ChartFormat>), typeof(CamelCaseEnumConverter<ProfileKind>),
        typeof(CamelCaseEnumConverter<ModelDemoState>), typeof(CamelCaseEnumConverter<ModelDemoKind>),
        typeof(CamelCaseEnumConverter<ModelServerState>), typeof(CamelCaseEnumConverter<ModelTier>),
        typeof(CamelCaseEnumConverter<ComputeDeviceKind>), typeof(CamelCaseEnumConverter<FindingStatus>),
        typeof(CamelCaseEnumConverter<SettingSource>), typeof(CamelCaseEnumConverter<ModelScanStatus>), typeof(CamelCaseEnumConverter<ModelComparisonKind>)])]
[JsonSerializable(typeof(Chart))]
[JsonSerializable(typeof(ChartWritten))]
[JsonSerializable(typeof(CsvBenchmarkResult))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(IReadOnlyList<ComputeDevice>))]
[JsonSerializable(typeof(IReadOnlyList<ModelOpsFinding>))]
[JsonSerializable(typeof(EvaluationDocument))]
[JsonSerializable(typeof(MemoryBenchmarkResult))]
[JsonSerializable(typeof(MetricsBenchmarkResult))]
[JsonSerializable(typeof(QuickstartResult))]
[JsonSerializable(typeof(IReadOnlyList<AgentBenchmarkRow>))]
[JsonSerializable(typeof(RegistryBenchmarkResult))]
[JsonSerializable(typeof(ScanBenchmarkResult))]
[JsonSerializable(typeof(HashBenchmarkResult))]
[JsonSerializable(typeof(Removal))]
[JsonSerializable(typeof(StepBenchmarkResult))]
[JsonSerializable(typeof(StepCheckResult))]
[JsonSerializable(typeof(TrainingResult))]
[JsonSerializable(typeof(VersionDocument))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(IReadOnlyList<Dataset>))]
[JsonSerializable(typeof(DatasetExport))]
[JsonSerializable(typeof(IReadOnlyList<DatasetSample>))]
[JsonSerializable(typeof(Model))]
[JsonSerializable(typeof(IReadOnlyList<Model>))]
[JsonSerializable(typeof(ModelTest))]
[JsonSerializable(typeof(IReadOnlyList<ModelScanResult>))]
[JsonSerializable(typeof(IReadOnlyList<ComparisonLine>))]
[JsonSerializable(typeof(IReadOnlyList<RankingLine>))]
[JsonSerializable(typeof(ModelDemo))]
[JsonSerializable(typeof(IReadOnlyList<ModelDemo>))]
[JsonSerializable(typeof(ModelDemoFrame))]
[JsonSerializable(typeof(ModelExport))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(ModelOpsSetting))]
[JsonSerializable(typeof(IReadOnlyList<ModelOpsSetting>))]
[JsonSerializable(typeof(ModelServer))]
[JsonSerializable(typeof(IReadOnlyList<ModelServer>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ModelSlot))]
[JsonSerializable(typeof(IReadOnlyList<ModelSlot>))]
[JsonSerializable(typeof(SlotTest))]
[JsonSerializable(typeof(IReadOnlyList<ModelProfile>))]
[JsonSerializable(typeof(ModelProfile))]
[JsonSerializable(typeof(ProfileTestResult))]
[JsonSerializable(typeof(TrainingSession))]
[JsonSerializable(typeof(IReadOnlyList<TrainingSession>))]
[JsonSerializable(typeof(IReadOnlyList<MetricPoint>))]
[JsonSerializable(typeof(IReadOnlyList<TrainingLogEntry>))]
internal sealed partial class HostJson : JsonSerializerContext;
