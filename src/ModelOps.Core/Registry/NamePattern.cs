using System.Text;

namespace ModelOps.Core;

/// <summary>Wildcards of names (* and ?) as patterns of SQL's LIKE with the escape character \.</summary>
internal static class NamePattern
{
    public static string ToLike(string wildcard)
    {
        var like = new StringBuilder(wildcard.Length + 8);
        foreach (char c in wildcard)
        {
            like.Append(c switch
            {
                '*' => "%",
                '?' => "_",
                '%' or '_' or '\\' => $"\\{c}",
                _ => c.ToString(),
            });
        }
        return like.ToString();
    }
}
