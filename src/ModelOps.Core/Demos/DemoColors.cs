using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>Colours of demos: parameters of the escape sequence SGR (ECMA-48), given to pictures that are made of letters.</summary>
internal sealed partial class DemoColors(ModelDemo demo)
{
    public const string Title = "1";
    public const string Quiet = "2";
    private const string Body = "1;36";
    private const string Link = "33";
    private const string Good = "32";
    private const string Goal = "31";
    /// <summary>Of the terminal's 24 shades of grey the darkest, and how many there are above it (xterm's 256 colours).</summary>
    private const int Darkest = 232, Greys = 23;

    private readonly (Regex Form, IReadOnlyList<string> Colors)? world = demo.Subject switch
    {
        "cartpole" when demo.Kind == ModelDemoKind.Agent => (CartPoleForm(), [Quiet, Body, Link]),
        "mountaincar" when demo.Kind == ModelDemoKind.Agent => (MountainCarForm(), [Good, Body, Goal]),
        "acrobot" when demo.Kind == ModelDemoKind.Agent => (AcrobotForm(), [Quiet, Body, Link]),
        _ => null,
    };

    /// <summary>Colour of what happens in a frame: whether a classifier's answer is right.</summary>
    public string Caption(ModelDemoFrame frame) =>
        demo.Kind != ModelDemoKind.Samples || !frame.Values.TryGetValue("label", out double label) ? ""
        : frame.Values["answer"] == label ? Good
        : Goal;

    /// <summary>A line of the picture with its colours.</summary>
    public string Paint(string line)
    {
        if (demo.Kind == ModelDemoKind.Samples && SampleDrawing.IsImage(line))
            return Shaded(line);
        if (world is not var (form, colors))
            return line;
        // The first group that takes part says which colour it is.
        return form.Replace(
            line, match => $"\e[{colors[match.Groups.Values.Skip(1).TakeWhile(g => !g.Success).Count()]}m{match.Value}\e[0m");
    }

    /// <summary>Letters of an image as areas of grey.</summary>
    private static string Shaded(string line)
    {
        var text = new StringBuilder();
        for (int start = 0, end; start < line.Length; start = end)
        {
            for (end = start + 1; end < line.Length && line[end] == line[start]; end++)
            {
            }
            int grey = Darkest + (int)Math.Round(SampleDrawing.Shade(line[start]) * Greys);
            text.Append(CultureInfo.InvariantCulture, $"\e[48;5;{grey}m").Append(' ', end - start);
        }
        return text.Append("\e[0m").ToString();
    }

    [GeneratedRegex(@"(=+)|(\[o___o\])|([/\\|-]+)")]
    private static partial Regex CartPoleForm();

    [GeneratedRegex(@"(\.+)|(o-o)|(\|>?)")]
    private static partial Regex MountainCarForm();

    [GeneratedRegex(@"((?<![^ ])-(?![^ ]))|([o*+])|([/\\|-]+)")]
    private static partial Regex AcrobotForm();
}
