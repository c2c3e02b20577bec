using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Sets;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

public sealed class SlidingUnionTests
{
    private static readonly ulong[] Everybody = [.. Enumerable.Repeat(ulong.MaxValue, Bitmap.Words)];

    [Fact]
    public void The_union_is_that_of_the_days_that_are_in() => Gen.Int[0, 9].Array[1, 120].Sample(
        steps =>
        {
            // A step lets a day with a person of its own in, below 6; it lets one go, below 9; and it lets all go.
            var (union, days) = (new SlidingUnion(), new Queue<int>());
            for (var i = 0; i < steps.Length; i++)
            {
                if (steps[i] < 6)
                {
                    var day = Bitmap.New();
                    Bitmap.Add(day, i * 500);
                    union.Add(day, Everybody);
                    days.Enqueue(i * 500);
                }
                else if (steps[i] < 9 && days.Count > 0)
                {
                    union.RemoveFirst();
                    days.Dequeue();
                }
                else if (steps[i] == 9)
                {
                    union.Clear();
                    days.Clear();
                }

                var people = Bitmap.New();
                union.CopyTo(people);
                Assert.Equal(days, Enumerable.Range(0, Bitmap.People).Where(person => Bitmap.Has(people, person)));
            }
        },
        iter: 60);
}
