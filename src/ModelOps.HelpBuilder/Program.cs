using ModelOps.HelpBuilder;

// usage: ModelOps.HelpBuilder CMDLETS.dll DOCS-FOLDER OUTPUT-FOLDER
if (args is not [var assembly, var docs, var output])
{
    Console.Error.WriteLine("usage: ModelOps.HelpBuilder CMDLETS.dll DOCS-FOLDER OUTPUT-FOLDER");
    return 2;
}

var cmdlets = CmdletReader.Read(Path.GetFullPath(assembly));
var problems = new List<string>();
var pages = new List<(CmdletDescription Cmdlet, HelpPage Page)>();
foreach (var cmdlet in cmdlets)
{
    var file = Path.Combine(docs, cmdlet.Name + ".md");
    if (!File.Exists(file))
    {
        problems.Add($"{file}: error HELP001: {cmdlet.Name} has no help page.");
        continue;
    }
    var page = HelpPage.Parse(File.ReadAllText(file));
    problems.AddRange(HelpCheck.Problems(cmdlet, page).Select(p => $"{file}: error {p}"));
    pages.Add((cmdlet, page));
}
problems.ForEach(Console.Error.WriteLine);
if (problems.Count > 0)
    return 1;

Directory.CreateDirectory(output);
MamlWriter.Document(pages).Save(Path.Combine(output, Path.GetFileName(assembly) + "-Help.xml"));
foreach (var about in Directory.EnumerateFiles(docs, "about_*.md"))
{
    var text = AboutText.FromMarkdown(File.ReadAllText(about));
    File.WriteAllText(Path.Combine(output, Path.GetFileNameWithoutExtension(about) + ".help.txt"), text);
}
return 0;
