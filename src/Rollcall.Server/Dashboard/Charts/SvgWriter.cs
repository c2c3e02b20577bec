using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rollcall.Server.Dashboard.Charts;

/// <summary>Writes SVG elements; text and attribute values are escaped, numbers have at most two decimals and a point.</summary>
internal sealed class SvgWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    public SvgWriter Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) => Tag(name, attributes, ">");

    public SvgWriter Close(string name)
    {
        _text.Append("</").Append(name).Append('>');
        return this;
    }

    public SvgWriter Empty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) => Tag(name, attributes, "/>");

    public SvgWriter Text(string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag("text", attributes, ">");
        _text.Append(Encoder.Encode(text));
        return Close("text");
    }

    /// <summary>Elements written elsewhere.</summary>
    public SvgWriter Raw(string elements)
    {
        _text.Append(elements);
        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A drawing has finite numbers only.");
        var text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text is "-0" ? "0" : text;
    }

    public static string PerCent(double value) => Number(value) + "%";

    private SvgWriter Tag(string name, ReadOnlySpan<(string Name, string? Value)> attributes, string end)
    {
        _text.Append('<').Append(name);
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
                _text.Append(' ').Append(key).Append("=\"").Append(Encoder.Encode(value)).Append('"');
        }

        _text.Append(end);
        return this;
    }
}
