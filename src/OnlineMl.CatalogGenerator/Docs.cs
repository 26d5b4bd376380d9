using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace OnlineMl.CatalogGenerator;

/// <summary>Plain text from XML documentation.</summary>
internal static class Docs
{
    private static readonly Regex RangeText = Pattern(@"\bRange\s+(?<range>[\[\(][^\]\)]*[\]\)][^,.]*)");
    private static readonly Regex DefaultText = Pattern(@"\b[Dd]efault:?\s+(?<value>.+?)\.?(?=\s[A-Z\(]|$)");
    private static readonly Regex Facts = Pattern(@"(^|\s+)(Range\s+[\[\(]|Default:?\s).*$");
    private static readonly Regex SentenceEnd = Pattern(@"(?<![A-Z]|e\.g|i\.e|etc|al)\.(?=\s|$)");
    private static readonly Regex Spaces = Pattern(@"\s+");

    public static string Summary(ISymbol symbol, CancellationToken token)
    {
        var xml = symbol.GetDocumentationCommentXml(cancellationToken: token);
        if (string.IsNullOrEmpty(xml))
        {
            return "";
        }

        try
        {
            var summary = XElement.Parse(xml).DescendantsAndSelf("summary").FirstOrDefault();
            return summary is null ? "" : Plain(summary);
        }
        catch (XmlException)
        {
            // The compiler reports the malformed comment itself.
            return "";
        }
    }

    public static string FirstSentence(string text)
    {
        var end = SentenceEnd.Match(text);
        return end.Success ? text.Substring(0, end.Index + 1) : text;
    }

    public static string Help(string text) => FirstSentence(Facts.Replace(text, "").Trim());

    public static string Range(string text) => RangeText.Match(text).Groups["range"].Value.Trim();

    public static string Default(string text) => DefaultText.Match(text).Groups["value"].Value.Trim();

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        Append(element, text);
        return Spaces.Replace(text.ToString(), " ").Trim();
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement child when child.IsEmpty:
                    var name = (string?)child.Attribute("cref") ?? (string?)child.Attribute("name") ?? (string?)child.Attribute("langword") ?? "";
                    text.Append(Short(name));
                    break;
                case XElement child:
                    Append(child, text);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary><c>M:OnlineMl.Linear.PARegressor.Learn(System.Double)</c> becomes <c>Learn</c>.</summary>
    private static string Short(string reference)
    {
        var end = reference.IndexOf('(');
        reference = end >= 0 ? reference.Substring(0, end) : reference;
        reference = reference.Substring(reference.LastIndexOf('.') + 1);
        reference = reference.Substring(reference.LastIndexOf(':') + 1);
        var arity = reference.IndexOf('`');
        return arity >= 0 ? reference.Substring(0, arity) : reference;
    }
}
