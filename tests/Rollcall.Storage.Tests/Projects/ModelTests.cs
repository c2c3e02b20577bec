using CsCheck;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Projects;

/// <summary>Random commands, with restarts and failing commits between them, against a dictionary.</summary>
public sealed class ModelTests
{
    private const int People = 5;

    private enum Kind
    {
        Insert,
        Update,
        Upsert,
        Delete,
        AsIfNever,
        Append,
        Restart,
        NextDay,
        Fail,
    }

    private sealed record Step(Kind Kind, int Person, int Value, bool Option);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, People - 1], Gen.Int[0, 3], Gen.Bool).Select((kind, person, value, option) => new Step(kind, person, value, option));

    [Fact]
    public void The_store_holds_what_a_dictionary_would() => Steps.List[1, 40].Sample(
        steps => Run(steps).GetAwaiter().GetResult(), iter: 25, threads: 1, print: steps => string.Join("\n", steps));

    private static async Task Run(List<Step> steps)
    {
        using var folder = new StoreFolder();
        var broken = false;
        var options = new ProjectStoreOptions { At = at => { if (broken && at == StorePoint.Commit) throw new StoreUnavailableException("broken"); } };
        var model = new Model();
        var store = folder.Open(options);
        try
        {
            foreach (var step in steps)
            {
                if (step.Kind == Kind.Restart)
                {
                    await store.DisposeAsync();
                    store = folder.Open(options);
                }
                else if (step.Kind == Kind.NextDay)
                {
                    folder.Clock.Advance(TimeSpan.FromDays(1));
                }
                else if (step.Kind == Kind.Fail)
                {
                    broken = true;
                    await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Upsert(new PersonEntry($"u{step.Person}") { Tags = Tags("k", "lost") }, new PersonEntry("lost")));
                    await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Add(Use($"u{step.Person}", id: "lost"), Use("lost")));
                    broken = false;
                }
                else
                {
                    await Apply(store, model, step, StoreFolder.Rome.DayOf(folder.Clock.GetUtcNow()));
                }

                Compare(store, model, StoreFolder.Rome.DayOf(folder.Clock.GetUtcNow()));
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static async Task Apply(ProjectStore store, Model model, Step step, Day today)
    {
        var name = $"u{step.Person}";
        var tags = Tags("k", $"{step.Value}");
        // Option: with an end far ahead.
        var end = step.Option ? new Optional<AccessBound?>(AccessBound.Of(Day.Of(2030, 1, 1))) : default;
        var entry = new PersonEntry(name) { Tags = tags, ActiveTo = end };
        switch (step.Kind)
        {
            case Kind.Insert:
                await store.Insert(entry);
                model.Insert(name, today, step.Option, step.Value);
                break;
            case Kind.Update:
                await store.Update(entry);
                model.Update(name, step.Option, step.Value);
                break;
            case Kind.Upsert:
                await store.Upsert(entry);
                if (model.Listed.Contains(name))
                    model.Update(name, step.Option, step.Value);
                else
                    model.Insert(name, today, step.Option, step.Value);
                break;
            case Kind.Delete:
                await store.Delete(name);
                model.Leave(name, today);
                break;
            case Kind.AsIfNever:
                await store.Do(new PeopleCommand.Delete([name], true, "test"));
                model.Withdraw(name);
                break;
            case Kind.Append:
                var status = (await store.Add(Use(name, id: step.Option ? $"{step.Value}" : null, input: $"{step.Value}")))[0];
                Assert.Equal(model.Append(name, step.Option ? $"{step.Value}" : null, $"{step.Value}"), status);
                break;
            default:
                throw new InvalidOperationException($"{step.Kind}");
        }
    }

    private static void Compare(ProjectStore store, Model model, Day today)
    {
        Assert.Equal(model.Listed.Order(StringComparer.Ordinal), store.ListEligible().Select(person => person.EndUser));
        foreach (var (name, intervals) in model.Access)
        {
            Assert.Equal(intervals, store.Access(name));
            var history = store.Index.Snapshot().HistoryOf(store.FindPerson(name)!.Value);
            Assert.Equal(intervals.Any(text => text[..10] != text[12..]), history.Access.Count > 0);
        }

        foreach (var person in store.ListEligible())
        {
            Assert.Equal(model.Tags[person.EndUser], person.Tags["k"]);
            Assert.Equal(model.Tags[person.EndUser], store.Index.Snapshot().TagsOf(person.Person, today).Tags.Single().Value);
        }

        Assert.Equal(model.Stored, store.Stored());
        Assert.Equal(model.Stored, store.Index.Snapshot().ThroughSeq);
        Assert.Null(store.FindPerson("lost"));
    }

    private sealed class Model
    {
        private readonly Dictionary<string, string> _seen = [];

        public HashSet<string> Listed { get; } = [];

        public Dictionary<string, List<string>> Access { get; } = [];

        public Dictionary<string, string> Tags { get; } = [];

        public int Stored { get; private set; }

        public void Insert(string name, Day today, bool ends, int tag)
        {
            if (!Listed.Add(name))
                return;
            Access.TryAdd(name, []);
            var interval = $"{today}..{(ends ? "2030-01-01" : "")}";
            if (!Access[name].Contains(interval))
                Access[name].Add(interval);
            Tags[name] = $"{tag}";
        }

        public void Update(string name, bool ends, int tag)
        {
            if (!Listed.Contains(name))
                return;
            if (ends)
                Access[name][^1] = $"{Access[name][^1][..12]}2030-01-01";
            Tags[name] = $"{tag}";
        }

        public void Leave(string name, Day today)
        {
            if (Listed.Remove(name))
                Access[name] = [.. Access[name].Select(text => text[12..] is var to && to.Length > 0 && string.CompareOrdinal(to, today.ToString()) <= 0 ? text : $"{text[..12]}{today}")];
        }

        public void Withdraw(string name)
        {
            Listed.Remove(name);
            if (Access.ContainsKey(name))
                Access[name] = [];
        }

        public RowStatus Append(string name, string? id, string input)
        {
            var content = $"{name} {input}";
            var identity = id is null ? content : $"id {id}";
            if (_seen.TryGetValue(identity, out var first))
                return first == content ? RowStatus.Duplicate : RowStatus.Conflict;
            _seen.Add(identity, content);
            Stored++;
            return RowStatus.Accepted;
        }
    }
}
