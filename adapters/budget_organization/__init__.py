"""The Plan and Budget Organization (سازمان برنامه و بودجه): the national contracts database."""
