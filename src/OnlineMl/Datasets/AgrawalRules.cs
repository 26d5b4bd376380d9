namespace OnlineMl.Datasets;

/// <summary>The ten classification functions of the Agrawal generator.</summary>
/// <remarks>The paper's, but for function 4, in which river and MOA compare salaries where the paper compares loans; that
/// departure is kept, because published figures rest on it.</remarks>
internal static class AgrawalRules
{
    public static bool Grants(int function, ReadOnlySpan<double> x)
    {
        double salary = x[0], commission = x[1], age = x[2], level = x[3], houseValue = x[6], houseYears = x[7], loan = x[8];
        var income = 2 * (salary + commission) / 3;
        return function switch
        {
            0 => age is < 40 or >= 60,
            1 => InBand(salary, age, 50_000, 75_000, 25_000),
            2 => HasUsualLevel(age, level),
            3 => SalaryFitsLevel(age, level, salary),
            4 => LoanFitsSalary(age, salary, loan),
            5 => InBand(salary + commission, age, 50_000, 75_000, 25_000),
            6 => income - (loan / 5) - 20_000 <= 1,
            7 => income - (5000 * level) - 20_000 <= 1,
            8 => income - (5000 * level) - (loan / 5) - 10_000 <= 1,
            _ => income - (5000 * level) + ((houseYears >= 20 ? houseValue * (houseYears - 20) / 10 : 0) / 5) - 10_000 <= 1,
        };
    }

    private static bool InBand(double amount, double age, double young, double middle, double old) =>
        age < 40 ? Between(amount, young) : age < 60 ? Between(amount, middle) : Between(amount, old);

    private static bool Between(double amount, double least) => amount >= least && amount <= least + 50_000;

    private static bool HasUsualLevel(double age, double level) =>
        age < 40 ? level is 0 or 1 : age < 60 ? level is 1 or 2 or 3 : level is 2 or 3 or 4;

    private static bool SalaryFitsLevel(double age, double level, double salary)
    {
        var usual = HasUsualLevel(age, level);
        return age < 40 ? Between(salary, usual ? 25_000 : 50_000)
            : age < 60 ? Between(salary, usual ? 50_000 : 75_000)
            : Between(salary, usual ? 50_000 : 25_000);
    }

    private static bool LoanFitsSalary(double age, double salary, double loan)
    {
        if (age < 40)
        {
            return Between(salary, 50_000) ? loan is >= 100_000 and <= 300_000 : salary is >= 200_000 and <= 400_000;
        }

        if (age < 60)
        {
            return Between(salary, 75_000) ? salary >= 200_000 && loan <= 400_000 : salary is >= 300_000 and <= 500_000;
        }

        return Between(salary, 25_000) ? loan is >= 300_000 and <= 500_000 : loan is >= 75_000 and <= 300_000;
    }
}
