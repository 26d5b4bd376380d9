using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class LogarithmBatchTests
{
    [Fact]
    public void Write_GivesEachPlaceItsOwnLogarithm_HoweverManyThereAre()
    {
        for (var count = 0; count <= 9; count++)
        {
            var places = new double[count + 1];
            var batch = default(LogarithmBatch);
            for (var i = 0; i < count; i++)
            {
                batch.Add(places.AsSpan(i), 0.3 + i, i % 2 == 0 ? 0.5 : 1);
            }

            batch.Write();

            Assert.Equal([.. Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? 0.5 : 1) * Elementary.Log(0.3 + i)), 0], places);
        }
    }

    [Fact]
    public void Write_LeavesTheBatchEmpty()
    {
        var places = new double[2];
        var batch = default(LogarithmBatch);
        batch.Add(places, Math.E, 1);
        batch.Write();
        places[0] = 7;
        batch.Add(places.AsSpan(1), Math.E, 2);

        batch.Write();

        Assert.Equal([7, 2], places);
    }
}
