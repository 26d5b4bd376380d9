using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class StudentTests
{
    [Theory]
    [InlineData(0.5, 0.674489750196082)]
    [InlineData(0.8, 1.281551565544600)]
    [InlineData(0.95, 1.959963984540054)]
    [InlineData(0.9999, 3.890591886413120)]
    public void NormalHalfWidth_HoldsTheShare(double level, double width) => Assert.Equal(width, Student.NormalHalfWidth(level), 1e-12);

    [Theory]
    [InlineData(0.5, 4, 0.740697)]
    [InlineData(0.95, 4, 2.776445)]
    [InlineData(0.99, 4, 4.604095)]
    [InlineData(0.95, 10, 2.228139)]
    [InlineData(0.99, 30, 2.749996)]
    public void HalfWidth_IsThatOfTheTables(double level, double degrees, double width) =>
        Assert.Equal(1, Student.HalfWidth(level, degrees) / width, 0.01);

    [Fact]
    public void HalfWidth_OfManyNumbersIsThatOfTheNormalDistribution() =>
        Assert.Equal(Student.NormalHalfWidth(0.9), Student.HalfWidth(0.9, 1e12), 1e-9);
}
