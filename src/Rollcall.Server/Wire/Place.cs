using System.Globalization;
using System.Text;

namespace Rollcall.Server.Wire;

/// <summary>Where in a body something stands: a chain of fields and positions, put into words only when there is a fault.</summary>
internal sealed class Place
{
    public static readonly Place Root = new(null, null, 0);

    private readonly Place? _parent;
    private readonly string? _field;
    private readonly int _index;

    private Place(Place? parent, string? field, int index) => (_parent, _field, _index) = (parent, field, index);

    public Place this[string field] => new(this, field, 0);

    public Place this[int index] => new(this, null, index);

    /// <summary>What stands at a path like <c>access.1.to</c> from here.</summary>
    public Place At(string path)
        => path.Split('.').Aggregate(this, (place, part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? place[index] : place[part]);

    /// <summary>Fields as strings and positions as numbers, outermost first.</summary>
    public IReadOnlyList<object> Parts
    {
        get
        {
            var parts = new List<object>();
            for (var at = this; at._parent is not null; at = at._parent)
                parts.Add(at._field is null ? at._index : at._field);
            parts.Reverse();
            return parts;
        }
    }

    /// <summary><c>users[3].active_from</c>; empty for the whole body.</summary>
    public override string ToString()
    {
        var path = new StringBuilder();
        foreach (var part in Parts)
        {
            if (part is int index)
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                path.Append(path.Length > 0 ? "." : "").Append(part);
        }

        return path.ToString();
    }
}
