using System.Globalization;

namespace ModelOps.Core;

/// <summary>llama-server's command line, and what the user's own part of it says.</summary>
internal static class ServerCommandLine
{
    /// <summary>The arguments for a server; the user's come last, so that they win.</summary>
    public static IReadOnlyList<string> Build(string name, ServerDefinition definition, int port)
    {
        List<string> arguments =
        [
            "--model", definition.ModelPath,
            "--host", definition.HostName,
            "--port", port.ToString(CultureInfo.InvariantCulture),
            // Requests are counted there: the only way to know when the server was used last.
            "--metrics",
        ];
        if (Value(definition.Arguments, "--alias", "-a") is null)
            arguments.AddRange(["--alias", name]);
        AddNumber("--ctx-size", definition.ContextLength);
        AddNumber("--n-gpu-layers", definition.GpuLayers);
        AddNumber("--threads", definition.Threads);
        arguments.AddRange(definition.Arguments);
        return arguments;

        void AddNumber(string option, int? value)
        {
            if (value is { } number)
                arguments.AddRange([option, number.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    /// <summary>The name that the server gives its model.</summary>
    public static string Alias(string name, ServerDefinition definition) =>
        Value(definition.Arguments, "--alias", "-a")?.Split(',')[0].Trim() ?? name;

    /// <summary>The first key that the server asks of its clients; null where it asks for none.</summary>
    public static string? ApiKey(ServerDefinition definition) => Value(definition.Arguments, "--api-key")?.Split(',')[0];

    /// <summary>Arguments that would set what ModelOps itself must know.</summary>
    public static string? Reserved(IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(
            a => Option(a) is "--model" or "-m" or "--host" or "--port" or "--api-prefix" or "--ssl-key-file" or "--ssl-cert-file");

    private static string Option(string argument) => argument.Split('=', 2)[0];

    private static string? Value(IReadOnlyList<string> arguments, params string[] names)
    {
        for (int i = arguments.Count - 1; i >= 0; i--)
        {
            if (names.Contains(arguments[i]) && i + 1 < arguments.Count)
                return arguments[i + 1];
        }
        return null;
    }
}
