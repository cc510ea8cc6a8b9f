using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace ModelOps.HelpBuilder;

/// <summary>
/// Reads the cmdlets of an assembly from their attributes, as they are written in its metadata: the attribute classes of
/// PowerShellStandard can be compiled against but hold no values.
/// </summary>
internal static class CmdletReader
{
    /// <summary>The cmdlets, in order of name. What the assembly refers to is looked for beside it.</summary>
    public static IReadOnlyList<CmdletDescription> Read(string assemblyFile)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Path.GetDirectoryName(assemblyFile)!, name.Name + ".dll") is var file && File.Exists(file)
                ? context.LoadFromAssemblyPath(file)
                : null;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(assemblyFile).GetTypes()
            .Where(type => !type.IsAbstract && Attributes<CmdletAttribute>(type).Any())
            .Select(Describe).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
    }

    private static CmdletDescription Describe(Type type)
    {
        var cmdlet = Attributes<CmdletAttribute>(type).Single();
        var parameters = type.GetProperties().Where(p => Attributes<ParameterAttribute>(p).Any()).Select(Describe).ToList();
        if (Named(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess), false))
            parameters.AddRange([ShouldProcess("WhatIf", "wi"), ShouldProcess("Confirm", "cf")]);
        return new(
            $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}",
            Named<string?>(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName), null),
            parameters);
    }

    private static ParameterDescription Describe(PropertyInfo property) => new(
        property.Name,
        property.PropertyType,
        Attributes<AliasAttribute>(property).SelectMany(Strings).ToList(),
        Attributes<SupportsWildcardsAttribute>(property).Any(),
        Attributes<ParameterAttribute>(property).Select(Use).ToList());

    private static ParameterUse Use(CustomAttributeData parameter) => new(
        Named(parameter, nameof(ParameterAttribute.ParameterSetName), ParameterUse.AllSets),
        Named(parameter, nameof(ParameterAttribute.Mandatory), false),
        Named<int?>(parameter, nameof(ParameterAttribute.Position), null),
        Named(parameter, nameof(ParameterAttribute.ValueFromPipeline), false),
        Named(parameter, nameof(ParameterAttribute.ValueFromPipelineByPropertyName), false));

    private static ParameterDescription ShouldProcess(string name, string alias) =>
        new(name, typeof(SwitchParameter), [alias], false, [new(ParameterUse.AllSets, false, null, false, false)]);

    private static IEnumerable<CustomAttributeData> Attributes<T>(MemberInfo member) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType == typeof(T));

    private static IEnumerable<string> Strings(CustomAttributeData attribute) =>
        ((IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(a => (string)a.Value!);

    private static T Named<T>(CustomAttributeData attribute, string name, T standard) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name) is { MemberInfo: not null, TypedValue.Value: { } value }
            ? (T)value
            : standard;
}
