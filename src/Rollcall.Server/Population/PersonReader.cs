using System.Text.Json;
using Rollcall.Kernel.Population;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Population;

/// <summary>Reads people of the eligible list: <c>{"users": [...]}</c>, in the native form and in Nebuly's.</summary>
/// <param name="native">Native bodies may have <c>access</c> and <c>tags_from</c>, and unknown fields are refused; Nebuly's ignore them.</param>
internal sealed class PersonReader(bool native)
{
    private const string Known = "end_user, access, active_from, active_to, tags, tags_from";

    /// <summary>The people of a body, or null with every fault added.</summary>
    public List<PersonEntry>? ReadList(JsonElement root, Faults faults)
    {
        var before = faults.Count;
        if (Users(root, native, faults) is not { } users)
            return null;
        var people = new List<PersonEntry>(users.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var user in users.EnumerateArray())
        {
            var place = Place.Root["users"][index++];
            if (Read(user, place, faults) is not { } person)
                continue;
            if (!seen.Add(EndUserId.Fold(person.EndUser)))
                faults.Add(place["end_user"], "duplicate_end_user", $"'{Fields.Shown(person.EndUser)}' stands in this list twice.");
            people.Add(person);
        }

        return faults.Count == before ? people : null;
    }

    /// <summary>The ids of <c>{"users": ["id", ...]}</c>, or null with every fault added.</summary>
    public static List<string>? ReadIds(JsonElement root, bool native, Faults faults)
    {
        var before = faults.Count;
        if (Users(root, native, faults) is not { } users)
            return null;
        var ids = new List<string>(users.GetArrayLength());
        var index = 0;
        foreach (var user in users.EnumerateArray())
        {
            // The place of an id in the list is a position and no field.
            if (EndUser(user, Place.Root["users"][index++], faults) is { } id)
                ids.Add(id);
        }

        return faults.Count == before ? ids : null;
    }

    private static JsonElement? Users(JsonElement root, bool native, Faults faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(Place.Root, "an object with a list \"users\"", root);
            return null;
        }

        JsonElement? users = null;
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals("users"u8))
                users = property.Value;
            else if (native)
                faults.Add(Place.Root[Fields.Shown(property.Name)], "unknown_field", $"There is no field '{Fields.Shown(property.Name)}'; known is users.");
        }

        if (users is not { } list)
            faults.Add(Place.Root["users"], "required", "A list \"users\" is needed.");
        else if (list.ValueKind != JsonValueKind.Array)
            faults.WrongType(Place.Root["users"], "an array", list);
        else if (list.GetArrayLength() > Limits.People)
            faults.Add(Place.Root["users"], "too_many", $"There are {list.GetArrayLength()} people; {Limits.People} a request are accepted.");
        else
            return list;
        return null;
    }

    private PersonEntry? Read(JsonElement user, Place place, Faults faults)
    {
        if (user.ValueKind != JsonValueKind.Object)
        {
            faults.WrongType(place, "a person (an object)", user);
            return null;
        }

        var before = faults.Count;
        var person = new PersonEntry("");
        var hasEndUser = false;
        foreach (var property in user.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            switch (name)
            {
                case "end_user":
                    hasEndUser = true;
                    person = person with { EndUser = EndUser(value, place[name], faults) ?? "" };
                    break;
                case "active_from" when value.ValueKind != JsonValueKind.Null:
                    person = person with { ActiveFrom = Bound(value, place, name, faults) };
                    break;
                case "active_to":
                    person = person with { ActiveTo = new(value.ValueKind == JsonValueKind.Null ? null : Bound(value, place, name, faults)) };
                    break;
                case "tags" when value.ValueKind != JsonValueKind.Null:
                    person = person with { Tags = Fields.Tags(value, place, name, faults) };
                    break;
                case "access" when native && value.ValueKind != JsonValueKind.Null:
                    person = person with { Access = Access(value, place[name], faults) };
                    break;
                case "tags_from" when native && value.ValueKind != JsonValueKind.Null:
                    person = person with { TagsFrom = Fields.Date(value, place, name, faults) };
                    break;
                case "active_from" or "tags":
                case "access" or "tags_from" when native:
                    break;   // null is absent
                default:
                    if (native)
                        faults.Add(place[Fields.Shown(name)], "unknown_field", $"There is no field '{Fields.Shown(name)}'; known are {Known}.");
                    break;
            }
        }

        if (!hasEndUser)
            faults.Add(place["end_user"], "required", "A person needs an end_user.");
        if (person.Access is not null && (person.ActiveFrom is not null || person.ActiveTo.IsPresent))
            faults.Add(place["access"], "contradiction", "access says all intervals; active_from and active_to beside it would say the latest again.");
        if (person.TagsFrom is not null && person.Tags is null)
            faults.Add(place["tags_from"], "contradiction", "tags_from says from when tags hold, and there are no tags.");
        Ordered(person.ActiveFrom, person.ActiveTo.Value, place["active_to"], "active_to", faults);
        return faults.Count == before ? person : null;
    }

    private static List<AccessInterval>? Access(JsonElement value, Place place, Faults faults)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(place, "an array of {\"from\", \"to\"}", value);
            return null;
        }

        if (value.GetArrayLength() > Limits.Intervals)
        {
            faults.Add(place, "too_many", $"There are {value.GetArrayLength()} intervals; {Limits.Intervals} are accepted.");
            return null;
        }

        var intervals = new List<AccessInterval>();
        var index = 0;
        foreach (var interval in value.EnumerateArray())
            Interval(interval, place[index++]);
        return intervals;

        void Interval(JsonElement interval, Place at)
        {
            if (interval.ValueKind != JsonValueKind.Object)
            {
                faults.WrongType(at, "an object {\"from\", \"to\"}", interval);
                return;
            }

            AccessBound? from = null, to = null;
            var hasFrom = false;
            foreach (var property in interval.EnumerateObject())
            {
                if (property.NameEquals("from"u8))
                    (from, hasFrom) = (Bound(property.Value, at, "from", faults), true);
                else if (property.NameEquals("to"u8))
                    to = property.Value.ValueKind == JsonValueKind.Null ? null : Bound(property.Value, at, "to", faults);
                else
                    faults.Add(at[Fields.Shown(property.Name)], "unknown_field", $"There is no field '{Fields.Shown(property.Name)}'; known are from and to.");
            }

            if (!hasFrom)
                faults.Add(at["from"], "required", "An interval needs a from.");
            Ordered(from, to, at["to"], "to", faults);
            if (from is { } begin)
                intervals.Add(new(begin, to));
        }
    }

    private static string? EndUser(JsonElement value, Place place, Faults faults)
    {
        if (Fields.Content(value, place, faults) is not { } text)
            return null;
        if (!Fields.TryClean(ref text, Limits.EndUser, out var code, out var message))
            faults.Add(place, code, message);
        else if (text.Length == 0)
            faults.Add(place, "empty", "An end_user must not be empty.");
        else
            return text;
        return null;
    }

    private static AccessBound? Bound(JsonElement value, Place place, string field, Faults faults)
    {
        if (Fields.Content(value, place, field, faults) is not { } text)
            return null;
        if (AccessBound.TryParse(text, out var bound))
            return bound;
        faults.Add(place[field], "invalid_date", $"'{Fields.Shown(text)}' is neither a date like 2026-05-04 nor an ISO 8601 time with a zone, like 2026-05-04T09:00:00Z.");
        return null;
    }

    // Bounds of the same kind can be compared as they are; a date beside an instant is compared by the store, in the project's days.
    private static void Ordered(AccessBound? from, AccessBound? to, Place place, string field, Faults faults)
    {
        if (from is not { } begin || to is not { } end)
            return;
        if ((begin.Date is { } a && end.Date is { } b && b < a) || (begin.Instant is { } c && end.Instant is { } d && d < c))
            faults.Add(place, "ends_before_start", $"'{field}' ({end}) is before the start ({begin}).");
    }
}
