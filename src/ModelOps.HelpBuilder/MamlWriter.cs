using System.Globalization;
using System.Xml.Linq;

namespace ModelOps.HelpBuilder;

/// <summary>Writes help pages in MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const string ForWhatIf = "Shows what would happen and changes nothing.";
    private const string ForConfirm = "Asks before each change. -Confirm:$false never asks.";

    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Document(IEnumerable<(CmdletDescription Cmdlet, HelpPage Page)> pages) =>
        new(new XElement(Items + "helpItems", new XAttribute("schema", "maml"), pages.Select(p => CommandOf(p.Cmdlet, p.Page))));

    private static XElement CommandOf(CmdletDescription cmdlet, HelpPage page)
    {
        var texts = page.Sections("PARAMETERS").ToDictionary(s => s.Title.TrimStart('-'), s => s.Paragraphs);
        texts["WhatIf"] = [ForWhatIf];
        texts["Confirm"] = [ForConfirm];
        return new(Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                Paragraphs(Maml + "description", page.Text("SYNOPSIS"))),
            Paragraphs(Maml + "description", page.Text("DESCRIPTION")),
            new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxOf(cmdlet, set, texts))),
            new XElement(Command + "parameters", cmdlet.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => ParameterOf(p, p.Uses[0], texts[p.Name], inSyntax: false))),
            TypesOf("inputTypes", "inputType", page.Sections("INPUTS")),
            TypesOf("returnValues", "returnValue", page.Sections("OUTPUTS")),
            new XElement(Maml + "alertSet", Paragraphs(Maml + "alert", page.Text("NOTES"))),
            new XElement(Command + "examples", page.Sections("EXAMPLES").Select(ExampleOf)),
            new XElement(Command + "relatedLinks", page.Text("RELATED LINKS").SelectMany(t => t.Split('\n')).Select(line => new XElement(
                Maml + "navigationLink", new XElement(Maml + "linkText", line.TrimStart('-', ' ')), new XElement(Maml + "uri")))));
    }

    private static XElement SyntaxOf(CmdletDescription cmdlet, string set, Dictionary<string, IReadOnlyList<string>> texts) =>
        new(Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            cmdlet.Parameters.Select(p => (Parameter: p, Use: p.In(set))).Where(p => p.Use is not null)
                .OrderBy(p => p.Use!.Position ?? int.MaxValue).ThenBy(p => !p.Use!.Mandatory)
                .Select(p => ParameterOf(p.Parameter, p.Use!, texts[p.Parameter.Name], inSyntax: true)));

    private static XElement ParameterOf(ParameterDescription parameter, ParameterUse use, IReadOnlyList<string> text, bool inSyntax)
    {
        var standard = text.FirstOrDefault(t => t.StartsWith("Default: ", StringComparison.Ordinal));
        var element = new XElement(Command + "parameter",
            new XAttribute("required", Lower(use.Mandatory)),
            new XAttribute("variableLength", Lower(parameter.Type.IsArray)),
            new XAttribute("globbing", Lower(parameter.Wildcards)),
            new XAttribute("pipelineInput", use.PipelineInput),
            new XAttribute("position", use.Position is { } position ? position.ToString(CultureInfo.InvariantCulture) : "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(Maml + "name", parameter.Name),
            Paragraphs(Maml + "description", text.Where(t => t != standard)));
        if (inSyntax && parameter.Choices.Count > 0)
            element.Add(
                new XElement(Command + "parameterValueGroup", parameter.Choices.Select(c => ValueOf(c, required: false, many: false))));
        else if (!(inSyntax && parameter.IsSwitch))
            element.Add(ValueOf(parameter.TypeName, !parameter.IsSwitch, parameter.Type.IsArray));
        element.Add(new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")));
        element.Add(
            new XElement(Dev + "defaultValue", standard?["Default: ".Length..].TrimEnd('.') ?? (parameter.IsSwitch ? "False" : "None")));
        return element;
    }

    private static XElement ValueOf(string text, bool required, bool many) =>
        new(Command + "parameterValue", new XAttribute("required", Lower(required)), new XAttribute("variableLength", Lower(many)), text);

    private static XElement TypesOf(string list, string item, IEnumerable<HelpSection> sections) =>
        new(Command + list, sections.Select(section => new XElement(Command + item,
            new XElement(Dev + "type", new XElement(Maml + "name", section.Title)),
            Paragraphs(Maml + "description", section.Paragraphs))));

    private static XElement ExampleOf(HelpSection section) =>
        new(Command + "example",
            new XElement(Maml + "title", section.Title),
            new XElement(Dev + "code", section.Code),
            // Get-Help puts nothing between two examples, hence the empty paragraph.
            Paragraphs(Dev + "remarks", [.. section.Paragraphs, ""]));

    private static XElement Paragraphs(XName name, IEnumerable<string> text) =>
        new(name, text.Select(t => new XElement(Maml + "para", t)));

    private static string Lower(bool value) => value ? "true" : "false";
}
