namespace ModelOps.Core;

/// <summary>The registry's words for states: the enum's names in lower case.</summary>
internal static class StateNames
{
    public static string Text(SessionState state) => SessionNames[(int)state];
    public static string Text(ModelState state) => ModelNames[(int)state];
    public static string Text(ModelServerState state) => ServerNames[(int)state];
    public static string Text(ModelDemoState state) => DemoNames[(int)state];
    public static SessionState Session(string text) => (SessionState)Index(SessionNames, text);
    public static ModelState Model(string text) => (ModelState)Index(ModelNames, text);
    public static ModelServerState Server(string text) => (ModelServerState)Index(ServerNames, text);

    public static ModelDemoState Demo(string text) => (ModelDemoState)Index(DemoNames, text);

    private static readonly string[] SessionNames = [.. Enum.GetNames<SessionState>().Select(n => n.ToLowerInvariant())];
    private static readonly string[] ModelNames = [.. Enum.GetNames<ModelState>().Select(n => n.ToLowerInvariant())];
    private static readonly string[] ServerNames = [.. Enum.GetNames<ModelServerState>().Select(n => n.ToLowerInvariant())];

    private static readonly string[] DemoNames = [.. Enum.GetNames<ModelDemoState>().Select(n => n.ToLowerInvariant())];

    private static int Index(string[] names, string text)
    {
        int index = Array.IndexOf(names, text);
        return index >= 0 ? index : throw new FormatException($"The registry holds an unknown state '{text}'.");
    }
}
