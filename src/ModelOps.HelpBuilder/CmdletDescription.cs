namespace ModelOps.HelpBuilder;

/// <summary>A cmdlet as its attributes describe it.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="DefaultParameterSet">Name of the default parameter set, if it has one.</param>
/// <param name="Parameters">Its own parameters and those that ShouldProcess adds; no common ones.</param>
internal sealed record CmdletDescription(string Name, string? DefaultParameterSet, IReadOnlyList<ParameterDescription> Parameters)
{
    public string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];
    public string Noun => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>Names of the parameter sets, the default one first; one without a name where there are none.</summary>
    public IReadOnlyList<string> ParameterSets
    {
        get
        {
            var names = Parameters.SelectMany(p => p.Uses).Select(u => u.Set).Where(s => s != ParameterUse.AllSets).Distinct()
                .OrderBy(s => s != DefaultParameterSet).ThenBy(s => s, StringComparer.Ordinal).ToList();
            return names.Count > 0 ? names : [ParameterUse.AllSets];
        }
    }
}

/// <summary>A parameter as its attributes describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Wildcards">Whether it takes wildcards.</param>
/// <param name="Uses">How it takes part in each parameter set.</param>
internal sealed record ParameterDescription(
    string Name, Type Type, IReadOnlyList<string> Aliases, bool Wildcards, IReadOnlyList<ParameterUse> Uses)
{
    public bool IsSwitch => Type.Name == "SwitchParameter";

    /// <summary>Its type as PowerShell's help writes it: String[], Int32, SwitchParameter.</summary>
    public string TypeName => (Nullable.GetUnderlyingType(Type) ?? Type).Name;

    /// <summary>The names to choose from, where its type is an enumeration.</summary>
    public IReadOnlyList<string> Choices
    {
        get
        {
            var type = Nullable.GetUnderlyingType(Type) ?? Type;
            type = type.IsArray ? type.GetElementType()! : type;
            return type.IsEnum ? Enum.GetNames(type) : [];
        }
    }

    /// <summary>How it is used in a set; null where it isn't.</summary>
    public ParameterUse? In(string set) =>
        Uses.FirstOrDefault(u => u.Set == set) ?? Uses.FirstOrDefault(u => u.Set == ParameterUse.AllSets);
}

/// <summary>How a parameter takes part in a parameter set.</summary>
internal sealed record ParameterUse(string Set, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>"True (ByPropertyName, ByValue)" or "False".</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
