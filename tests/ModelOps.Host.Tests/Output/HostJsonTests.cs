using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOps.Host.Output;

namespace ModelOps.Host.Tests.Output;

/// <summary>What `--json` prints is for scripts of years to come: names, not numbers that a new value would shift.</summary>
public sealed class HostJsonTests
{
    [Fact]
    public void EveryEnumerationIsPrintedByName()
    {
        var printed = typeof(HostJson).GetCustomAttributesData().Where(a => a.AttributeType == typeof(JsonSerializableAttribute))
            .Select(a => (Type)a.ConstructorArguments[0].Value!);
        var seen = new HashSet<Type>();
        foreach (var type in printed)
            Walk(type, seen);
        var enumerations = seen.Where(t => t.IsEnum).ToList();
        Assert.Contains(typeof(ModelTier), enumerations);
        Assert.All(enumerations, t => Assert.StartsWith("\"", JsonSerializer.Serialize(Enum.GetValues(t).GetValue(0), t, HostJson.Default)));
    }

    private static void Walk(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type))
            return;
        foreach (var argument in type.GetGenericArguments())
            Walk(argument, seen);
        if (type.GetElementType() is { } element)
            Walk(element, seen);
        if (type.Assembly.GetName().Name!.StartsWith("ModelOps", StringComparison.Ordinal) && !type.IsEnum)
        {
            foreach (var property in type.GetProperties().Where(p => !p.IsDefined(typeof(JsonIgnoreAttribute), true)))
                Walk(property.PropertyType, seen);
        }
    }
}
