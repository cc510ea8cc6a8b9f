using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>Generated serializers for what is kept as JSON beside weights: no reflection when a worker starts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(NetworkJsonConverter)])]
[JsonSerializable(typeof(ModelConfiguration))]
[JsonSerializable(typeof(TrainingProfile))]
[JsonSerializable(typeof(ModelDetails))]
[JsonSerializable(typeof(ImportedModel))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, int>>), TypeInfoPropertyName = "ShortNumbers")]
internal sealed partial class ModelJson : JsonSerializerContext;
