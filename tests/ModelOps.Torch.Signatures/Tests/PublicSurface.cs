using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ModelOps.Torch.Signatures;

/// <summary>
/// Every public and protected member in TorchSharp's namespaces of an assembly, written out: type, member, types and names of the
/// arguments in their order, defaults. What a caller's source depends on; not nullable annotations, modifiers or attributes.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlySet<string> Of(Assembly assembly) => new SortedSet<string>(
        Types(assembly).Where(t => t.Namespace?.StartsWith("TorchSharp", StringComparison.Ordinal) == true && IsVisible(t))
            .SelectMany(t => t.GetMembers(Declared).Where(IsVisible).Select(m => $"{Text(t)}: {Text(m)}")),
        StringComparer.Ordinal);

    public static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Text(constructor.GetParameters())})",
        MethodInfo method => $"{Kind(method)}{Text(method.ReturnType)} {method.Name}{Generics(method)}({Text(method.GetParameters())})",
        PropertyInfo property => $"{Kind(Accessor(property))}{Text(property.PropertyType)} {property.Name}[{Text(property.GetIndexParameters())}]"
            + (IsVisible(property.GetMethod) ? " get" : "") + (IsVisible(property.SetMethod) ? " set" : ""),
        FieldInfo { IsLiteral: true } constant => $"const {Text(constant.FieldType)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{Text(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    // Types of other packages that an assembly names and a test doesn't have are of no interest here.
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partial)
        {
            return partial.Types.OfType<Type>();
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic;

    private static bool IsVisible(MemberInfo member) => member switch
    {
        // A finalizer can't be called. Accessors are told with their property.
        MethodInfo { Name: "Finalize" } => false,
        MethodInfo { IsSpecialName: true } accessor when !accessor.Name.StartsWith("op_", StringComparison.Ordinal) => false,
        MethodBase method => IsVisible(method),
        PropertyInfo property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        _ => false,
    };

    private static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static MethodInfo Accessor(PropertyInfo property) => property.GetMethod ?? property.SetMethod!;

    private static string Kind(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Text(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Text));

    private static string Text(ParameterInfo parameter) =>
        (parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
        + (parameter.IsOut ? "out " : "")
        + $"{Text(parameter.ParameterType)} {TupleNames(parameter)}{parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture) ?? "null"}" : "");

    private static string TupleNames(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<TupleElementNamesAttribute>() is { } names ? $"({string.Join(", ", names.TransformNames)}) " : "";

    private static string Text(Type type)
    {
        if (type.HasElementType)
            return Text(type.GetElementType()!) + (type.IsArray ? $"[{new string(',', type.GetArrayRank() - 1)}]" : "&");
        if (type.IsGenericParameter)
            return type.Name;
        string name = type.IsNested ? $"{Text(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>" : name;
    }
}
